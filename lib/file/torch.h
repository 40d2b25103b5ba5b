/* Checkpoints of torch.save() in the zip format, PyTorch 1.6 and later.
 *                                                             [MODEL.md 9.1] */
#ifndef BLT_FILE_TORCH_H
#define BLT_FILE_TORCH_H

#include "file/safetensors.h"

/* Opens a checkpoint as a file of tensors, for blt__st_close(): a dictionary of
 * names and tensors, or one that has such a dictionary under "model".  Data
 * stay in the mapping of the file.  Nothing in the file is run.
 *
 * BLT_EDATA, naming the file and the tensor or the offset, when the archive or
 * its pickle is not valid or has something other than plain data and tensors
 * on the CPU's byte order; when a tensor is not contiguous, has over 4
 * dimensions, a type that safetensors lacks or data outside its storage. */
blt_status
blt__torch_open(blt__st *st, const char *path, blt_error *err);

#endif
