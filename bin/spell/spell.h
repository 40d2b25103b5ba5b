/* Shared by the files of bin/spell/.
 *
 *     FILE --text.c--> pieces --the speller--> findings --> an output
 *
 * An output writes a corrected text (edit.c), a diff (diff.c), the corrected
 * file (inplace.c), or lists for people and programs (list.c, why.c,
 * sarif.c).  ispell.c talks to editors and has its own loop. */
#ifndef BLT_SPELL_COMMAND_H
#define BLT_SPELL_COMMAND_H

#include "bin/cli/cli.h"

/* Options, as the command line leaves them. */
typedef struct spell_options {
    int mode;               /* the index in SPELL_MODES */
    int line_buffered;
    int text;               /* read binary files, too */
    const char *suffix;     /* -i: that of the backup; "": no backup */
    blt_spell_options speller;
    const blt_spell_data *data;
} spell_options;
extern spell_options spell;

/* ---- text.c: a document in pieces ---------------------------------------- */

typedef struct spell_piece {
    const cli_input *in;
    const uint8_t *p;       /* [n] whole lines, unless they are too long */
    size_t n;
    int64_t offset;         /* of p[0] in the document */
    int64_t line, column;   /* of p[0], from 1; columns are characters */
    int64_t byte;           /* of p[0] in its line, from 1 */
    int binary;             /* it has NUL bytes, and is not checked */
    size_t at;              /* the byte last asked about, see spell_place(), */
    int64_t at_line, at_column, at_byte;    /* and its place */
} spell_piece;

typedef struct spell_output {
    void (*open)(const cli_input *in);
    void (*found)(spell_piece *t, const blt_spell_finding *f);
    void (*piece)(spell_piece *t);  /* all of its findings were reported */
    void (*close)(const cli_input *in, int whole);  /* 0: reading failed */
    blt_decode how;         /* KEEP: to encode the text again as it was */
} spell_output;

/* Learns the words of a document, if it is a regular file that can be read, and
 * says nothing: checking it will. */
void spell_learn(const char *path);
/* Checks a document; members of out may be NULL. */
void spell_file(const char *path, const spell_output *out);
/* Sets at_line and at_column of a byte of the piece, in ascending order. */
void spell_place(spell_piece *t, size_t at);
/* The number of characters; a byte of invalid UTF-8 counts as one. */
int64_t spell_characters(const uint8_t *p, size_t n);

extern int64_t spell_mistakes;      /* findings that were mistakes so far */

/* ---- mode.c --------------------------------------------------------------- */

#define SPELL_MODES "auto|text|markdown|html|tex|code|email|config|rst" \
    "|asciidoc|org|roff|po|subtitles|diff|csv|json|yaml|bibtex"
/* The mode by --mode, the file name or its first line. */
blt_spell_mode spell_mode(const char *name, const uint8_t *p, size_t n);
/* The mode by a name that editors use; TeX for unknown names, as ispell has
 * it. */
blt_spell_mode spell_mode_named(const char *name);
/* "en", "en_US.UTF-8", "american", "de,ngerman" as codes; the caller frees
 * it. */
char *spell_languages(const char *names);

/* ---- words.c: the speller, and personal words ------------------------------ */

/* The one speller, at the beginning of a document in a mode. */
blt_speller *spell_speller(blt_spell_mode mode);
void spell_speller_free(void);
/* Reads files of personal words; n == 0: $HOME/.blt_words, if it exists.  With
 * missing, a file need not exist: it will be made.  0: one could not be read,
 * which was reported. */
int spell_personal(const char *const *file, size_t n, int missing);
typedef enum spell_keep { SPELL_SESSION, SPELL_PERSONAL } spell_keep;
void spell_accept(const char *word, size_t n, spell_keep keep);
/* Appends the new personal words to the first file. */
void spell_save(void);
/* Prints "3: a, b, c". */
void spell_print_words(spell_keep keep);

/* ---- outputs -------------------------------------------------------------- */

/* Takes a text with corrections as a sequence of bytes that stay and bytes that
 * change. */
typedef struct spell_sink {
    void (*open)(const cli_input *in);
    void (*same)(const uint8_t *p, size_t n);
    void (*change)(const uint8_t *old, size_t n, const char *now, size_t m);
    void (*close)(const cli_input *in, int whole);
    int lines;              /* it splits the text at newlines */
} spell_sink;
/* The output that feeds a sink; one at a time. */
const spell_output *spell_edit(const spell_sink *sink);

extern const spell_sink spell_filter, spell_diff, spell_inplace;
extern const spell_output spell_list, spell_check, spell_why;
extern const spell_output spell_stream, spell_sarif;
/* Before the first document and after the last. */
void spell_stream_begin(blt_stream_format format, const blt_model *m);
void spell_stream_end(void);
void spell_sarif_begin(void);
void spell_sarif_end(void);

/* ---- ispell.c: the protocol of ispell -a ----------------------------------- */

/* Translates the options that editors give to ispell in place: -d german,
 * -p FILE, -m without a value, -B.  Only if there is -a or -x; -v and -vv print
 * the version.  Returns the new argc. */
int spell_ispell_options(int argc, char **argv);
void spell_ispell(void);

#endif
