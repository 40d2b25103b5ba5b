/* Digest of a model: sixteen hexadecimal digits. */
#ifndef BLT_DIGEST_H
#define BLT_DIGEST_H

#include "base/hash.h"
#include "file/safetensors.h"
#include "file/weights.h"

/* Adds a file to a hash: its header, which has the names, types, shapes and
 * offsets of all tensors, and 64 blocks of 64 bytes spread over the data.
 * That tells models apart and takes no longer for a large file. */
uint64_t blt__digest_file(uint64_t h, const blt__st *st);

#endif
