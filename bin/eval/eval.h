/* What the files of bin/eval/ share.  blt-eval.c has the options; each verb
 * has a file; texts and their compressed sizes are read here. */
#ifndef BLT_EVAL_H
#define BLT_EVAL_H

#include "bin/cli/cli.h"

/* Options, as the command line leaves them. */
typedef struct eval_options {
    int format;             /* EVAL_TEXT or EVAL_JSON */
    int stage;              /* EVAL_FULL or EVAL_ENTROPY */
    int64_t limit;          /* bytes of a file that count; 0: all */
    int64_t length;         /* bytes of a piece that knows nothing of the
                               others; 0: files are whole */
    int by[8], n_by;        /* keys, in the order given */
    int against[8], n_against;      /* compressors */
    double size[16];        /* patch sizes, in the order given */
    int n_sizes;
    const char *channel;    /* of noise */
    double rate;
    int64_t seed;
} eval_options;
extern eval_options eval;
enum { EVAL_TEXT, EVAL_JSON };
enum { EVAL_FULL, EVAL_ENTROPY };

/* ---- text.c: what is measured ------------------------------------------ */

typedef struct eval_text {
    char *name;             /* a path, or "standard input" */
    char *language, *source;    /* of LANG.SOURCE.txt; else "und" and "-" */
    FILE *spool;            /* what came over a pipe; NULL: it is at name */
    int64_t size;           /* bytes that are measured */
} eval_text;

typedef struct eval_texts {
    eval_text *text;
    size_t n;
    int64_t bytes;          /* of all */
} eval_texts;

/* The operands' texts, a directory's *.txt by name; standard input without
 * operands.  What cannot be read is reported and left out. */
eval_texts eval_texts_open(char **path, int n);
void eval_texts_free(eval_texts *t);

/* Reads bytes from..from + n; reports and returns 0 when it cannot.  fd is
 * that of eval_open, which reports too, with -1. */
int eval_open(const eval_text *t);
void eval_close(const eval_text *t, int fd);
int eval_read(const eval_text *t, int fd, uint8_t *p, size_t n, int64_t from);

/* ---- score.c: bits ----------------------------------------------------- */

typedef struct eval_tally {
    int64_t bytes, chars, patches;
    double nats;
} eval_tally;

typedef struct eval_score {
    eval_tally all, script[BLT_SCRIPTS];
    int done;               /* 0: it could not be read to its end */
} eval_score;

/* score [t->n] of each text under the model, on every thread of the pool. */
void eval_score_texts(eval_score *score, const eval_texts *t,
                      const blt_model *m, blt_pool *pool);

/* ---- pack.c: what compressors need ------------------------------------- */

enum { EVAL_PACKERS = 4 };
const char *eval_packer_name(int packer);       /* NULL past the end */
const char *eval_packer_command(int packer);

/* packed [t->n][n_against]: bytes, or -1 where a program is missing or
 * failed, which is noted. */
void eval_pack_texts(int64_t *packed, const eval_texts *t, blt_pool *pool);

/* ---- verbs ------------------------------------------------------------- */

enum { EVAL_BY_FILE, EVAL_BY_LANGUAGE, EVAL_BY_SCRIPT, EVAL_BY_SOURCE,
       EVAL_KEYS };
extern const char *const eval_keys[EVAL_KEYS];
void eval_bpb(char **path, int n);
void eval_flops(char **path, int n);
void eval_noise(char **path, int n);

#endif
