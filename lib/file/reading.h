/* Shared by the readers of config.json and the loader of models. */
#ifndef BLT_READING_H
#define BLT_READING_H

#include "file/json.h"
#include "file/weights.h"

/* Parts whose feed-forward width the file does not state: the shapes of the
 * tensors decide, if there are tensors. */
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

/* Replaces a scheme that needs an entropy model by single bytes if there is no
 * entropy model. */
void
blt__config_settle(blt_config *c, const char *name, blt__buf *notes);

/* meta.c: the keys of Meta's models in its two kinds of files, {"args": ...}
 * and those of its trainer; NULL: root is not one of them.  They describe
 * either a whole model, without its entropy model, or an entropy model. */
const json_t *
blt__meta_args(blt__reader *r, const json_t *root);
int
blt__meta_is_patcher(const json_t *args);
void
blt__meta_read(blt__reader *r, blt_config *c, unsigned *inner,
               const json_t *root, const json_t *args);
void
blt__meta_read_alone(blt__reader *r, blt_config *c, unsigned *inner,
                     const json_t *root, const json_t *args);
void
blt__meta_read_patching(blt__reader *r, blt_patch_options *opt,
                        const json_t *args);

/* config_write.c: Meta's spelling of the main part and of the entropy model.
 * BLT_EINVAL if it cannot express c. */
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

/* Limits of a part, so that products of sizes do not overflow and a false
 * header cannot request much memory. */
#define BLT__WIDTH_MAX 1048576
#define BLT__LAYERS_MAX 1024
#define BLT__POSITIONS_MAX (INT64_C(1) << 40)
#define BLT__VOCAB_MAX (INT64_C(1) << 40)
#define BLT__FUNCTIONS_MAX 64
#define BLT__CROSS_K_MAX 64
#define BLT__GRAM_MAX 64

#endif
