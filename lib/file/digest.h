/* Digest of a model: sixteen hexadecimal digits. */
#ifndef BLT_DIGEST_H
#define BLT_DIGEST_H

#include "file/weights.h"

#define BLT__DIGEST_START UINT64_C(0xcbf29ce484222325)

/* FNV-1a, 64 bits. */
uint64_t blt__digest_bytes(uint64_t h, const void *p, size_t n);

/* The header, which has every name, type, shape and place, and 64 blocks of
 * 64 bytes spread over the data: enough to tell models apart, little enough
 * that a file of any size opens at once. */
uint64_t blt__digest_file(uint64_t h, const blt__st *st);

#endif
