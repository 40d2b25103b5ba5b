/* Cutting token by token, and what the files of patch/ share. */
#ifndef BLT_PATCH_INSIDE_H
#define BLT_PATCH_INSIDE_H

#include <blt/patch.h>

/* The running state of one text; plain data, copy it freely. */
typedef struct blt__cutter {
    blt_patch_options opt;
    int64_t n;              /* tokens seen */
    int64_t open;           /* tokens in the open patch */
    float   last;           /* entropy after the previous token */
    int     have_last, last_space;
} blt__cutter;

/* Starts a text.  A text starts with a token of its own, usually BLT_ID_BOS,
 * that closes its patch (except in the static scheme).  BLT_EINVAL for an
 * invalid option, and for BLT_SCHEME_TOPK, which needs the whole text. */
blt_status
blt__cutter_init(blt__cutter *c, const blt_patch_options *opt,
                 blt_error *err);

/* Takes the next token.  Returns 1 when the patch closes with it, so that
 * the next token would start a patch, else 0.
 *   id       0 .. 259
 *   entropy  nats, of the prediction made after this token; read only by
 *            the schemes that use entropies */
int
blt__cutter_push(blt__cutter *c, int id, float entropy);

/* Reads the caller's options (NULL: the defaults) and checks them.  A
 * max_length of 0 or above BLT_PATCH_LONGEST becomes BLT_PATCH_LONGEST.
 * BLT_EINVAL for an invalid option. */
blt_status
blt__patch_options_take(blt_patch_options *opt, const blt_patch_options *given,
                        blt_error *err);

#endif
