/* Training texts, and the sequences drawn from them. */
#ifndef BLT_TRAIN_CORPUS_H
#define BLT_TRAIN_CORPUS_H

#include "train/recipe.h"

typedef struct blt__text {
    char *path;
    const char *name;           /* last component of path */
    blt__map map;
    size_t lang;                /* index into the corpus's languages */
} blt__text;

typedef struct blt__corpus {
    blt__text *text;            /* [n] sorted by name */
    size_t n;
    double *cumulative[2];      /* [n] cumulative sampling weights: before and
                                   in the cooldown */
    char (*lang)[16];
    size_t langs;
    uint64_t bytes;
    int align;                  /* as in blt__recipe */
} blt__corpus;

/* Maps the files among the n paths and the *.txt files of the directories
 * among them; empty files are left out.  BLT_EIO names the path; BLT_EDATA
 * when no text remains.  On failure *c is closed. */
blt_status
blt__corpus_open(blt__corpus *c, const char *const *path, size_t n,
                 const blt__recipe *r, blt_error *err);
void
blt__corpus_close(blt__corpus *c);

/* A digest of the names and sizes (not the contents): 16 hexadecimal
 * digits. */
void
blt__corpus_digest(char digest[17], const blt__corpus *c);

/* Which sequence of a run. */
typedef struct blt__draw {
    uint64_t seed;
    int stage;
    int64_t step;
    size_t index;               /* in the batch */
    int late;                   /* 1: in the cooldown */
} blt__draw;

/* Draws a sequence: a pure function of its arguments.  Writes BOS and what
 * follows it, at most n + 1 ids, and returns the number of inputs (ids less
 * one), at least 1.  Threads may call it at the same time. */
size_t
blt__corpus_draw(const blt__corpus *c, int32_t *ids, size_t n,
                 const blt__draw *which);

/* The same for sequence i of `count` that are spread evenly over the corpus,
 * without EOS, so that every target is a byte.  *lang: its language. */
size_t
blt__corpus_sample(const blt__corpus *c, int32_t *ids, size_t n,
                   size_t i, size_t count, size_t *lang);

#endif
