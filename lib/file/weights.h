/* The weights of a model, and the table of all tensors.
 *
 * Loader, saver, shape check, optimiser and `blt-model info` iterate over the
 * table; no other code knows the name of a tensor.         [MODEL.md 8, 9] */
#ifndef BLT_WEIGHTS_H
#define BLT_WEIGHTS_H

#include <blt/config.h>
#include "base/base.h"
#include "num/view.h"

/* One transformer layer; shapes [out, in].  h width, q = heads * head
 * width = h, kv = kv_heads * head width, i inner. */
typedef struct blt__layer_w {
    blt__mat q, k, v, o;            /* [h,h] [kv,h] [kv,h] [h,h] */
    blt__mat gate, up, down;        /* [i,h] [i,h] [h,i] */
    blt__mat norm1, norm2;          /* [h] before attention, before ffn */
} blt__layer_w;

/* One cross-attention; keys and values share knorm. */
typedef struct blt__cross_w {
    blt__mat q, k, v, o;            /* [h,h] [kv,h] [kv,h] [h,h] */
    blt__mat qnorm, knorm;          /* [h] */
} blt__cross_w;

typedef struct blt__weights {
    struct {
        blt__mat embed;             /* [260, Hp] */
        blt__layer_w *layer;
        blt__mat norm, head;        /* [Hp] [260, Hp] */
    } patcher;
    struct {
        blt__mat embed, hash;       /* [260, H] [tables * vocab, H] */
        blt__layer_w *layer;
        blt__cross_w *cross;        /* 1, or one a layer */
        blt__mat proj;              /* [k*H, H] */
    } encoder;
    struct {
        blt__mat proj;              /* [G, k*H], absent when G == k*H */
        blt__layer_w *layer;
    } global;
    struct {
        blt__mat proj;              /* [k*H, G] */
        blt__layer_w *layer;
        blt__cross_w *cross;
        blt__mat norm, head;        /* [H] [260, H] */
    } decoder;
    void *own;                      /* the layer and cross arrays */
} blt__weights;

/* How a tensor is initialised and trained. */
typedef enum blt__tensor_kind {
    BLT__KIND_MATRIX,   /* decays */
    BLT__KIND_RESIDUAL, /* the same; what it gives is added to its input */
    BLT__KIND_HEAD,     /* decays; gives the logits */
    BLT__KIND_EMBED,    /* rows looked up: sparse updates, no decay */
    BLT__KIND_NORM      /* starts at 1, no decay */
} blt__tensor_kind;

typedef struct blt__tensor {
    char name[96];          /* HF: "model.local_encoder.layers.0...." */
    char meta[96];          /* Meta: "local_encoder.layers.0.attention.wq.
                               weight"; "" for the fused hash table, whose
                               tables are separate tensors there */
    blt__mat *mat;          /* the field; rows and cols are set */
    int dims;               /* 1 or 2 */
    blt__tensor_kind kind;
    int patcher;            /* belongs to the entropy model */
    float sigma;            /* of the truncated normal that starts it */
} blt__tensor;

/* What follows the name of a table in that of its scales [rows, 1], and of
 * its rows in I4, which are U8 [rows, cols / 2]: the names and the order of
 * bits that compressed-tensors gives to both. */
#define BLT__SCALES "_scale"
#define BLT__PACKED "_packed"

/* Lays out w for a configuration that blt__config_check accepted: allocates
 * the layer arrays, sets rows and cols of every mat (p NULL), and lists the
 * tensors in file order.  *table is malloc'ed and the caller's; the mats it
 * points at live in w, which must not move. */
blt_status
blt__weights_layout(blt__weights *w, blt__tensor **table, size_t *count,
                    const blt_config *c, blt_error *err);
void
blt__weights_free(blt__weights *w);     /* the arrays, not the data */

/* After a layout: makes w's mats those of from, which has the same
 * configuration; the data are shared. */
void
blt__weights_view(blt__weights *w, const blt__weights *from,
                  const blt_config *c);

#endif
