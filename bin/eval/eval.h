/* Shared by the files of bin/eval/: options, texts, scores, compressors, pairs
 * and the output of tables.  blt-eval.c sets the options; each verb has a
 * file. */
#ifndef EVAL_H
#define EVAL_H

#include "bin/cli/cli.h"

/* The options of the command line. */
typedef struct eval_options {
    int format;             /* EVAL_TEXT or EVAL_JSON */
    int stage;              /* EVAL_FULL or EVAL_ENTROPY */
    int adapt;              /* bpb, pack: the model adapts to each text */
    int64_t limit;          /* bytes of a file that are used; 0: all */
    int64_t length;         /* bytes of a piece, each a text of its own;
                               0: files are not cut */
    int by[8], n_by;        /* EVAL_BY_..., in the order given */
    int against[8], n_against;      /* compressors */
    double size[16];        /* patch sizes, in the order given */
    int n_sizes;
    const char *channel;    /* noise; NULL: of a kind */
    int kind;               /* a blt_noise_kind */
    double rate;
    int64_t seed;
    const char *languages;  /* spell */
    double confidence;
    int no_real_words, calibration, words;
    int64_t rows;               /* cute: of each file; 0: all */
    int answers;                /* cute: 1: print every answer */
    const char *suffix;         /* of the files that a directory stands for,
                                   four bytes */
} eval_options;
extern eval_options eval;
enum { EVAL_TEXT, EVAL_JSON };
enum { EVAL_FULL, EVAL_ENTROPY };

/* ---- text.c: texts ------------------------------------------------------ */

typedef struct eval_text {
    char *name;             /* a path, or "standard input" */
    char *language, *source;    /* of LANG.SOURCE.txt; else "und" and "-" */
    FILE *spool;            /* copy of what came from a pipe; NULL: open
                               name */
    int64_t size;           /* bytes that are used */
} eval_text;

typedef struct eval_texts {
    eval_text *text;
    size_t n, cap;
    int64_t bytes;          /* of all */
} eval_texts;

/* The texts that the operands name: files, and those of directories that end
 * in eval.suffix, in the order of their names; without operands standard
 * input.  Files that cannot be
 * read are reported and left out. */
eval_texts eval_texts_open(char **path, int n);
void eval_texts_free(eval_texts *t);

/* A descriptor for eval_read(), or -1 after a failure that was reported. */
int eval_open(const eval_text *t);
void eval_close(const eval_text *t, int fd);
/* Reads bytes from .. from + n.  Returns 0 after a failure that was
 * reported. */
int eval_read(const eval_text *t, int fd, uint8_t *p, size_t n, int64_t from);

/* ---- score.c: bits ------------------------------------------------------ */

typedef struct eval_tally {
    int64_t bytes, chars, patches;
    double nats;
} eval_tally;

typedef struct eval_score {
    eval_tally all, script[BLT_SCRIPTS];
    int done;               /* 0: the text could not be read to its end */
} eval_score;

/* The model that -m names, NULL for none, which adaptation needs; and its
 * "NAME/DIGEST", which the caller frees. */
blt_model *eval_model(void);
char *eval_model_label(const blt_model *m);
/* Options of scorers, without pool and wants. */
blt_scorer_options eval_scorer_options(const blt_model *m);

/* Scores each text under the model, on all threads of the pool.
 *   score  [t->n] all zero */
void eval_score_texts(eval_score *score, const eval_texts *t,
                      const blt_model *m, blt_pool *pool);

/* ---- pack.c: compressors ------------------------------------------------ */

enum { EVAL_PACKERS = 4 };
const char *eval_packer_name(int packer);       /* NULL past the end */
const char *eval_packer_command(int packer);

/* Compresses each text with the programs of eval.against.
 *   packed  [t->n, n_against] bytes, or -1 where a program is missing or
 *           failed, which is noted */
void eval_pack_texts(int64_t *packed, const eval_texts *t, blt_pool *pool);

/* ---- pair.c: files of lines and pairs ----------------------------------- */

enum { EVAL_LINE = 32768 };     /* bytes of a line, at most */

typedef struct eval_pairs {
    const eval_text *text;
    int fd;
    int64_t read;               /* bytes of the text */
    int64_t line;               /* the number of the last line, from 1 */
    size_t from, to;            /* of p: not taken yet */
    uint8_t p[2 * EVAL_LINE];
} eval_pairs;
void eval_pairs_open(eval_pairs *r, const eval_text *t, int fd);
/* The next line, without its end.  1: a line, valid until the next call; 0:
 * the end; -1: a failure that was reported. */
int eval_pairs_line(eval_pairs *r, blt_slice *line);
/* The next line as a pair; the same values. */
int eval_pairs_next(eval_pairs *r, blt_slice *written, blt_slice *intended);
/* Reports what is wrong with a line; returns -1. */
int eval_pairs_error(const eval_text *t, int64_t line, const char *why);

/* ---- verbs ------------------------------------------------------------- */

enum { EVAL_BY_FILE, EVAL_BY_LANGUAGE, EVAL_BY_SCRIPT, EVAL_BY_SOURCE,
       EVAL_KEYS };
extern const char *const eval_keys[EVAL_KEYS];
void eval_bpb(char **path, int n);
void eval_encode(char **path, int n);       /* pack */
void eval_decode(char **path, int n);       /* unpack */
void eval_flops(char **path, int n);
void eval_noise(char **path, int n);
void eval_cute(char **path, int n);
void eval_spell(char **path, int n);
/* spell --words.  head() prints the settings first. */
void eval_words(blt_speller *s, const eval_texts *t, void (*head)(void));

/* ---- bpb.c: output of tables -------------------------------------------- */

/* A name, quoted, padded to a width. */
void eval_put_name(const char *s, int width);
/* The width of the longest name of a text, or of "total". */
int eval_name_width(const eval_texts *t);
/* " 12.34", or " -" if whole is 0. */
void eval_put_ratio(int width, int digits, double part, double whole);
/* ,"key":0.1234, or null if whole is 0 */
void eval_json_ratio(const char *key, double part, double whole);

#endif
