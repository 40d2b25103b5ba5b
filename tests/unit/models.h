/* A small model, and a directory where models are made and spoiled. */
#ifndef TESTS_UNIT_MODELS_H
#define TESTS_UNIT_MODELS_H

#include <blt/build.h>
#include "base/base.h"
#include "file/weights.h"

extern blt_error err;

/* Makes the directory, clears it away; 0: that failed. */
int begin_models(void);
int end_models(void);
/* The path of a name in it; lasts for four calls. */
const char *in(const char *name);

void put_file(const char *path, const char *text);
/* Its bytes and their number; the caller frees them. */
char *get_file(const char *path, size_t *n);
/* Replaces bytes in a file by as many. */
void edit(const char *path, const char *from, const char *to);

blt_config small(void);
/* Writes the small model to "bad". */
void remake(void);
/* NULL: refused, err says why. */
blt_model *open_in(const char *name);

#endif
