/* Files that are mapped or read as a whole, and files that are replaced as a
 * whole. */
#ifndef BLT_BASE_FILE_H
#define BLT_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"

/* A regular file, mapped read-only.  p is not NULL, not even if n is 0. */
typedef struct blt__map {
    const uint8_t *p;
    size_t n;
} blt__map;

blt_status blt__map_open(blt__map *m, const char *path, blt_error *err);
void blt__map_close(blt__map *m);

/* Replaces the contents of b with those of a regular file of at most max
 * bytes.  BLT_EDATA if it is longer. */
blt_status blt__read_whole(blt__buf *b, const char *path, size_t max,
                           blt_error *err);

/* Replaces a file: writes a temporary file in its directory, without a name
 * where the file system can, syncs it and renames it.  blt__save_put() keeps
 * its first error, which blt__save_done() reports.  Both _done and _drop free
 * s; the temporary file is removed unless _done succeeded. */
typedef struct blt__save blt__save;
blt_status blt__save_new(blt__save **s, const char *path, blt_error *err);
void blt__save_put(blt__save *s, const void *p, size_t n);
blt_status blt__save_done(blt__save *s, blt_error *err);
void blt__save_drop(blt__save *s);

/* Whether there is a file or directory DIR/NAME. */
int blt__file_exists(const char *dir, const char *name);
/* "DIR/NAME" for free(); NULL if memory runs out. */
char *blt__path_join(const char *dir, const char *name);

#endif
