/* Error models as text files, blt-channel(5). */
#ifndef BLT_LANG_CHANNEL_FILE_H
#define BLT_LANG_CHANNEL_FILE_H

#include "lang/channel.h"

/* The names that files have for the generic edits. */
extern const char *const blt__edit_kind_names[BLT__EDIT_KINDS];

/* Reads a file; "include NAME" in it reads NAME.channel from the same folder.
 * A path of NULL gives the default priors alone.  BLT_EDATA names the file
 * and the line. */
blt_status blt__channel_open(blt__channel **c, const char *path,
                             blt_error *err);

#endif
