/* What a fuzz target and its drivers agree on: libFuzzer's own names. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Aborts when something that must hold does not. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* For the plain driver: the seeds, beside top_srcdir, up to a NULL. */
extern const char *const fuzz_seeds[];

#define MUST(x) do { if (!(x)) { \
    printf("# %s:%d: %s\n", __FILE__, __LINE__, #x); fflush(stdout); \
    abort(); } } while (0)

#endif
