/* Shared by the files of patch/. */
#ifndef BLT_PATCH_INSIDE_H
#define BLT_PATCH_INSIDE_H

#include <blt/patch.h>

/* Copies given over the defaults, checks it, and turns "no longest patch"
 * into BLT_PATCH_LONGEST. */
blt_status
blt__patch_options_take(blt_patch_options *opt, const blt_patch_options *given,
                        blt_error *err);

#endif
