/* Shared by the readers of config.json and the loader of models. */
#ifndef BLT_READING_H
#define BLT_READING_H

#include "file/json.h"
#include "file/weights.h"

/* Parts whose feed-forward width the file did not state in so many words:
 * the tensors' shapes decide, if there are tensors. */
enum { BLT__PATCHER_INNER = 1, BLT__ENCODER_INNER = 2,
       BLT__GLOBAL_INNER = 4, BLT__DECODER_INNER = 8 };

#define BLT__CONFIG_MAX 16777216u   /* bytes of JSON text */

/* As blt__config_parse, but without its last check and before the scheme is
 * settled.
 *   inner  out: BLT__*_INNER of the parts that state no feed-forward width
 *   meta   out: 1 if the file is Meta's, whose entropy model has a file of
 *          its own (has_patcher is 0)
 *   r      has the file's name, where notes go, and where errors go */
blt_status
blt__config_read(blt_config *c, unsigned *inner, int *meta, blt__reader *r,
                 const char *json, size_t n);

/* Meta's config.json or params.json of the entropy model into c->patcher;
 * sets has_patcher. */
blt_status
blt__config_read_patcher(blt_config *c, unsigned *inner, const char *json,
                         size_t n, const char *name, blt__buf *notes,
                         blt_error *err);

/* Meta's train_args.json: data.patcher_args, which its generation obeys
 * rather than the args of the model. */
blt_status
blt__config_read_train(blt_config *c, const char *json, size_t n,
                       const char *name, blt__buf *notes, blt_error *err);

/* Without an entropy model a scheme that needs one becomes single bytes. */
void
blt__config_settle(blt_config *c, const char *name, blt__buf *notes);

/* meta.c: the {"args": ...} of Meta's models. */
void
blt__meta_read(blt__reader *r, blt_config *c, unsigned *inner,
               const json_t *args);
void
blt__meta_read_patching(blt__reader *r, blt_patch_options *opt,
                        const json_t *args);

/* config_write.c: Meta's spelling of the main part and of the entropy model;
 * BLT_EINVAL when it has no words for c. */
blt_status
blt__config_write_meta(blt__buf *b, const blt_config *c, blt_error *err);
blt_status
blt__config_write_patcher(blt__buf *b, const blt_config *c, blt_error *err);

/* hash_sizes.c: "[3, 4, 5]" or, in Meta's files, "3,4,5" into c->hash_sizes
 * and c->n_hash_sizes, which keep their values if v is missing or empty. */
void
blt__read_hash_sizes(blt__reader *r, blt_config *c, const json_t *v);

/* The feed-forward width that null or 0 stands for. */
static inline int32_t
blt__inner_default(int32_t hidden)
{
    return (int32_t)((int64_t)hidden * 8 / 3);
}

/* What any stack of layers may at most have, so that the products of a
 * layer's sizes stay far from overflow and a liar cannot ask for much. */
#define BLT__WIDTH_MAX 1048576
#define BLT__LAYERS_MAX 1024
#define BLT__POSITIONS_MAX (INT64_C(1) << 40)
#define BLT__VOCAB_MAX (INT64_C(1) << 40)
#define BLT__FUNCTIONS_MAX 64
#define BLT__CROSS_K_MAX 64
#define BLT__GRAM_MAX 64

#endif
