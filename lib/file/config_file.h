/* config.json: reading, checking and writing.         [MODEL.md 7, 9] */
#ifndef BLT_FILE_CONFIG_FILE_H
#define BLT_FILE_CONFIG_FILE_H

#include <blt/config.h>
#include "base/base.h"

/* Reads the n bytes of a config.json, in the spellings of MODEL.md 7 or as
 * Meta's {"args": ...} of MODEL.md 9.
 *   c      out: unchanged on failure
 *   name   of the file, for messages
 *   notes  one line for each warning is appended; NULL: none
 * BLT_EDATA when the text is not a valid configuration. */
blt_status
blt__config_parse(blt_config *c, const char *json, size_t n,
                  const char *name, blt__buf *notes, blt_error *err);

/* The patching scheme of a configuration as options of the patcher, and
 * back. */
blt_patch_options
blt__config_patch(const blt_config *c);
void
blt__config_set_patch(blt_config *c, const blt_patch_options *opt);

/* BLT_EDATA unless all numbers are in range and divide each other where they
 * must, and the products of sizes fit. */
blt_status
blt__config_check(const blt_config *c, const char *name, blt_error *err);

/* Appends the configuration in Hugging Face's keys and a newline; a part with
 * a window has sliding_window. */
blt_status
blt__config_write(blt__buf *b, const blt_config *c, blt_error *err);

#endif
