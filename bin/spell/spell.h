/* What the files of bin/spell/ share.
 *
 *     FILE --text.c--> pieces --the speller--> findings --> an output
 *
 * An output is what becomes of them: a corrected text (edit.c), a diff
 * (diff.c), a file written anew (inplace.c), lists for people and programs
 * (list.c, why.c, sarif.c).  pipe.c speaks with editors and has its own
 * loop. */
#ifndef BLT_SPELL_COMMAND_H
#define BLT_SPELL_COMMAND_H

#include "bin/cli/cli.h"

/* Options, as the command line leaves them. */
typedef struct spell_options {
    int mode;               /* 0: by the name; else a spell_mode + 1 */
    int line_buffered;
    const char *suffix;     /* -i: "" or that of a copy */
    blt_spell_options speller;
    const blt_spell_data *data;
} spell_options;
extern spell_options spell;

/* ---- text.c: a document in pieces ---------------------------------------- */

typedef struct spell_piece {
    const cli_input *in;
    const uint8_t *p;       /* [n] whole lines, if they are not too long */
    size_t n;
    int64_t offset;         /* of p[0] in the document */
    int64_t line, column;   /* of p[0], from 1; columns are characters */
    size_t at;              /* where line and column are now: */
    int64_t at_line, at_column;     /* see spell_place() */
} spell_piece;

typedef struct spell_output {
    void (*open)(const cli_input *in);
    void (*found)(spell_piece *t, const blt_spell_finding *f);
    void (*piece)(spell_piece *t);  /* all of its findings were reported */
    void (*close)(const cli_input *in, int whole);  /* 0: it broke off */
    blt_decode how;         /* KEEP: the bytes of the input come out again */
} spell_output;

/* Checks a document; members of out may be NULL. */
void spell_file(const char *path, const spell_output *out);
/* Line and column of a byte of the piece, never before the last asked. */
void spell_place(spell_piece *t, size_t at);
/* Characters; a byte that is of none counts as one. */
int64_t spell_characters(const uint8_t *p, size_t n);

extern int64_t spell_mistakes;      /* findings that were mistakes so far */

/* ---- mode.c --------------------------------------------------------------- */

#define SPELL_MODES "auto|text|markdown|html|tex|code|email|config"
/* What --mode, the file's name or its first line say. */
blt_spell_mode spell_mode(const char *name, const uint8_t *p, size_t n);
/* By the names that editors use; what nobody knows is TeX, as ispell has
 * it. */
blt_spell_mode spell_mode_named(const char *name);
/* "en", "en_US.UTF-8", "american", "de,ngerman" as codes; fresh memory. */
char *spell_languages(const char *names);

/* ---- words.c: the speller, and the user's own words ------------------------ */

/* The one speller, for a mode. */
blt_speller *spell_speller(blt_spell_mode mode);
void spell_speller_free(void);
/* Files of one's own words; n == 0: $HOME/.blt_words, if it is there.  With
 * missing, a file need not exist: it will be made. */
void spell_personal(const char *const *file, size_t n, int missing);
typedef enum spell_keep { SPELL_SESSION, SPELL_PERSONAL } spell_keep;
void spell_accept(const char *word, size_t n, spell_keep keep);
/* Writes the personal words that are new to the first file. */
void spell_save(void);
/* "3: a, b, c" */
void spell_print_words(spell_keep keep);

/* ---- outputs -------------------------------------------------------------- */

/* A text with corrections, as a sequence of what stays and what changes. */
typedef struct spell_sink {
    void (*open)(const cli_input *in);
    void (*same)(const uint8_t *p, size_t n);
    void (*change)(const uint8_t *old, size_t n, const char *now, size_t m);
    void (*close)(const cli_input *in, int whole);
    int lines;              /* parts them at newlines */
} spell_sink;
/* Its output; one sink at a time. */
const spell_output *spell_edit(const spell_sink *sink);

extern const spell_sink spell_filter, spell_diff, spell_inplace;
extern const spell_output spell_list, spell_check, spell_why;
extern const spell_output spell_stream, spell_sarif;
/* Before the first document and behind the last. */
void spell_stream_begin(blt_stream_format format, const blt_model *m);
void spell_stream_end(void);
void spell_sarif_begin(void);
void spell_sarif_end(void);

/* ---- pipe.c: the protocol of ispell -a ------------------------------------- */

/* What editors say to ispell as what we say, in place: -d german, -p FILE,
 * -m without a value, -B.  Only where -a or -x is among the words; -v and
 * -vv print the version. */
int spell_ispell_words(int argc, char **argv);
void spell_ispell(void);

#endif
