/* Where installed models and data are.  Since 0.2.
 *
 * The commands look in the same places.  These two functions, and functions
 * that take a default from them (blt_model_open_default(), and a NULL
 * directory where a header allows it), are the only ones in the library that
 * read the environment:
 *
 *     BLT_MODEL        the default model: a directory or a name
 *     BLT_MODEL_PATH   directories of models, separated by ':', searched first
 *     BLT_LANGUAGES, BLT_LOCALE_PATH, BLT_SPELL_DATA
 *                      the directory of that kind of data
 *     XDG_DATA_HOME, HOME
 *                      the user's own data: $XDG_DATA_HOME/blt, else
 *                      $HOME/.local/share/blt
 *     BLT_TREE         a source tree, whose share/ is searched before the
 *                      installed data; set for tests
 *
 * They may be called by any number of threads, as long as none changes the
 * environment. */
#ifndef BLT_LOOKUP_H
#define BLT_LOOKUP_H

#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The directory of a model.
 *   dir   out: malloc'ed and the caller's to free(); NULL on failure
 *   name  a directory (a name with '/', "." or "..") or the name of an
 *         installed model, never of one in the current directory;
 *         NULL: $BLT_MODEL if it is set; "" or
 *         still nothing: the default model, which is the one that the file
 *         "default" in a directory of models names, else the only one there
 * BLT_EIO when the named model does not exist, BLT_ENOTFOUND when there is no
 * default model, BLT_EDATA when the file "default" is malformed. */
BLT_API BLT_MUST_USE blt_status
blt_model_find(char **dir, const char *name, blt_error *err);

/* The directory of a kind of data.
 *   dir   out: malloc'ed and the caller's to free(); NULL on failure
 *   kind  "languages", "locale" or "spell"
 * BLT_ENOTFOUND when it is not installed. */
BLT_API BLT_MUST_USE blt_status
blt_data_find(char **dir, const char *kind, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
