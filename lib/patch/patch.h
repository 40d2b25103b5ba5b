/* Shared by the files of patch/. */
#ifndef BLT_PATCH_INSIDE_H
#define BLT_PATCH_INSIDE_H

#include <blt/patch.h>

/* Reads the caller's options (NULL: the defaults) and checks them.  A
 * max_length of 0 or above BLT_PATCH_LONGEST becomes BLT_PATCH_LONGEST.
 * BLT_EINVAL for an invalid option. */
blt_status
blt__patch_options_take(blt_patch_options *opt, const blt_patch_options *given,
                        blt_error *err);

#endif
