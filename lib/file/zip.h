/* Zip archives whose members are stored uncompressed, in memory.
 *
 * PyTorch saves checkpoints in this form.  Our own reader rather than libzip:
 * weights must stay in the mapping of the file, and libzip copies what it
 * reads and does not say where in the archive a member's bytes are.  Without
 * compression and encryption little is left to read: the central directory
 * and the length of each local header. */
#ifndef BLT_FILE_ZIP_H
#define BLT_FILE_ZIP_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

typedef struct blt__zip_member {
    const char *name;           /* [name_n], not terminated */
    size_t name_n;
    const uint8_t *data;        /* [n] */
    size_t n;
} blt__zip_member;

typedef struct blt__zip {
    blt__zip_member *member;    /* [n] sorted by name */
    size_t n;
} blt__zip;

/* Reads the directory of the archive in p [n], into which the members point.
 * Sizes and offsets of 64 bits are understood.
 *   path  of the file, for messages
 * BLT_EDATA if the archive is cut short, has a comment or several disks, if a
 * member is compressed or encrypted or reaches beyond the archive, or if two
 * members have one name.  Checksums are not verified: that would read every
 * weight. */
blt_status
blt__zip_read(blt__zip *z, const uint8_t *p, size_t n, const char *path,
              blt_error *err);
void blt__zip_free(blt__zip *z);

/* The member with the name [n]; NULL: none. */
const blt__zip_member *
blt__zip_find(const blt__zip *z, const char *name, size_t n);

#endif
