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
    const char *languages;  /* of spell */
    double confidence;
    int no_real_words, calibration, words;
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

/* ---- pair.c: pairs, and a corrector's way through them ------------------ */

enum { EVAL_LINE = 32768 };     /* bytes of a line of pairs, at most */
#define EVAL_WRONG 0.5          /* so probably wrong: a mistake */

typedef struct eval_pair {
    const uint8_t *side[2];     /* written, meant */
    size_t n[2];
} eval_pair;

typedef struct eval_pairs {
    const eval_text *text;
    int fd;
    int64_t read;               /* bytes of the text */
    int64_t line;               /* of the last pair, from 1 */
    size_t from, to;            /* of p: not taken yet */
    uint8_t p[2 * EVAL_LINE];
} eval_pairs;
void eval_pairs_open(eval_pairs *r, const eval_text *t, int fd);
/* 1: a pair, which stays until the next; 0: the end; -1: reported. */
int eval_pairs_next(eval_pairs *r, eval_pair *pair);
/* Reports what is wrong with the last line; -1. */
int eval_pairs_error(const eval_pairs *r, const char *why);

/* What a speller would put in place of a line's bytes at .. at + length. */
typedef struct eval_fix {
    size_t at, length;
    const char *text;
    size_t n;
    double probability;
} eval_fix;
/* A line and the fixes of one of its sides, in order; 0 ends it all. */
typedef int eval_line_call(const eval_pairs *r, const eval_pair *pair,
                           const eval_fix *fix, size_t n, void *arg);
typedef struct eval_corrector eval_corrector;
eval_corrector *eval_corrector_new(void);
void eval_corrector_free(eval_corrector *c);
/* Has s read one side of a file.  0: it broke off, and why was reported. */
int eval_correct(eval_corrector *c, blt_speller *s, const eval_text *t,
                 int fd, int side, eval_line_call *call, void *arg);

/* ---- align.c: which words became which --------------------------------- */

enum { EVAL_TOKENS = 2048 };    /* of a sentence, at most */

/* A sentence's words and marks. */
typedef struct eval_tokens {
    blt_regex *token, *letter;
    uint32_t *code;         /* [at[n]] characters, no blanks between */
    size_t room;            /* of code */
    size_t n;
    size_t at[EVAL_TOKENS + 1];     /* where token i begins in code */
    uint8_t word[EVAL_TOKENS];      /* it is one, not a mark */
} eval_tokens;
void eval_tokens_init(eval_tokens *t);
void eval_tokens_free(eval_tokens *t);
/* Returns 0 when there are too many. */
int eval_tokens_set(eval_tokens *t, const uint8_t *p, size_t n);

/* Tokens from .. to of a became b_from .. b_to of b. */
typedef struct eval_edit {
    size_t from, to, b_from, b_to;
} eval_edit;
typedef struct eval_edits {
    const eval_tokens *b;
    size_t n;
    eval_edit edit[2 * EVAL_TOKENS];
} eval_edits;

/* Room to work in; { 0 } at first. */
typedef struct eval_aligner {
    const eval_tokens *a, *b;
    size_t *row, rows;
    double *cost;
    uint8_t *step;
    size_t costs, steps;
} eval_aligner;
void eval_aligner_free(eval_aligner *x);
/* The edits that turn a into b, in order; e borrows b. */
void eval_align(eval_aligner *x, eval_edits *e, const eval_tokens *a,
                const eval_tokens *b);
/* Does e, of the same a, have the edit of->edit[k]? */
int eval_has_edit(const eval_edits *e, const eval_edits *of, size_t k);
/* Tokens that must change, come or go to make b of a. */
size_t eval_distance(eval_aligner *x, const eval_tokens *a,
                     const eval_tokens *b);

/* ---- calibration.c: probabilities and what came true --------------------- */

enum { EVAL_BINS = 10 };
typedef struct eval_bin {
    int64_t n, right;
    double said;            /* sum of the probabilities */
} eval_bin;
/* bins are [EVAL_BINS], zeros at first; said in 0 .. 1. */
void eval_bins_add(eval_bin *bins, double said, int right);
/* A table, or the member "calibration" of a JSON object. */
void eval_bins_put(const eval_bin *bins);

/* ---- verbs ------------------------------------------------------------- */

enum { EVAL_BY_FILE, EVAL_BY_LANGUAGE, EVAL_BY_SCRIPT, EVAL_BY_SOURCE,
       EVAL_KEYS };
extern const char *const eval_keys[EVAL_KEYS];
void eval_bpb(char **path, int n);
void eval_flops(char **path, int n);
void eval_noise(char **path, int n);
void eval_spell(char **path, int n);
/* spell --words; s is ready, head() begins the output. */
void eval_words(blt_speller *s, const eval_texts *t, void (*head)(void));

/* ---- bpb.c: what tables share ------------------------------------------- */

/* A name, so wide at least, without control characters. */
void eval_put_name(const char *s, int width);
/* Of the texts' names and of "total". */
int eval_name_width(const eval_texts *t);
/* " 12.34", or dashes when whole is 0. */
void eval_put_ratio(int width, int digits, double part, double whole);
/* ,"key":0.1234, or null */
void eval_json_ratio(const char *key, double part, double whole);

#endif
