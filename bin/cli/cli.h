/* What all commands share: options, messages, input and output.
 *
 * A command is described by one static table.  Parsing, --help, the shell
 * completions and the test of the man page read this table:
 *
 *     static int64_t bytes = 200;
 *     static const cli_option options[] = {
 *         { "bytes", 'n', CLI_INT, &bytes, "N", "stop after N bytes",
 *           .min = 1, .max = 1e9 },
 *         { 0 }
 *     };
 *     static const cli_command command = {
 *         "blt-gen", "write text with a model", "[FILE]...", options,
 *         CLI_MODEL | CLI_OUTPUT
 *     };
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         for (int i = cli_parse(&command, argc, argv); i < argc; i++)
 *             ...
 *         cli_end(CLI_OK);
 *     }
 *
 * Commands write to stdout only.  -o redirects stdout to a file that appears
 * only when cli_end() is called and nothing failed. */
#ifndef BLT_CLI_H
#define BLT_CLI_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <blt/blt.h>

/* Exit status, as grep and diff have it. */
enum { CLI_OK = 0, CLI_NO = 1, CLI_FAIL = 2 };

/* ---- options.c --------------------------------------------------------- */

typedef enum cli_kind {
    CLI_FLAG,       /* int: 1 once given */
    CLI_TEXT,       /* const char * */
    CLI_MAYBE,      /* const char *: "" or the text attached to it:
                       -i, -i.bak, --in-place, --in-place=.bak */
    CLI_INT,        /* int64_t in min .. max */
    CLI_REAL,       /* double in min .. max */
    CLI_BITS,       /* float, in nats: from 1.93, 1.93bits or 1.335nats */
    CLI_CHOICE,     /* int: index in arg, "stream|json|npy" */
    CLI_LIST,       /* cli_list: all values, in the order given */
    CLI_CALL        /* cli_call: a parser of the command's own */
} cli_kind;

typedef struct cli_list {
    const char **item;      /* [n] */
    size_t n, cap;
} cli_list;

/* Returns what is wrong with a value, to be printed after
 * "--name: VALUE: ", or NULL. */
typedef const char *cli_call(const char *value);

typedef struct cli_option {
    const char *name;       /* without the dashes */
    char letter;            /* 0: none */
    cli_kind kind;
    void *into;             /* CLI_CALL: a pointer to the cli_call * */
    const char *arg;        /* name of the value in --help */
    const char *help;       /* may have several lines */
    double min, max;        /* INT, REAL, BITS (in bits); both 0: no limit */
    int *seen;              /* set to 1 if the option is given; may be NULL */
} cli_option;

/* Options that commands have in common; their values are in `cli`. */
enum {
    CLI_MODEL = 1,          /* -m, --window: cli_model() */
    CLI_THREADS = 2,        /* -j: cli_pool() */
    CLI_OUTPUT = 4,         /* -o */
    CLI_COLOR = 8,          /* --color: cli_color() */
    CLI_PROGRESS = 16,      /* --progress: cli_progress() */
    CLI_NULL = 32,          /* -z */
    CLI_LOCALE = 64,        /* --locale */
    CLI_RAW = 128,          /* --raw: the input is text, never a stream */
    CLI_CHARSET = 256,      /* --charset: cli_is_stream(), cli_text() */
    CLI_VERBOSE = 512       /* -v */
};

typedef struct cli_settings {
    const char *model, *output, *locale;
    int64_t window;         /* for blt_session_options */
    int64_t threads;        /* 0: not given */
    int color, progress;    /* 0 auto, 1 always, 2 never */
    int null_data, raw, verbose;
    const char *charset;    /* NULL: not given; "auto", "bytes" or a name */
} cli_settings;
extern cli_settings cli;

typedef struct cli_command {
    const char *name;       /* "blt-patch" */
    const char *purpose;    /* one line, as the man page's .Nd */
    const char *operands;   /* "[FILE]..."; "" when there are none */
    const cli_option *options;
    unsigned common;        /* CLI_MODEL | CLI_THREADS ... */
    const char *verbs;      /* "info|check" when the first operand is one */
} cli_command;

/* Parses the options, moves the operands to the end of argv and returns the
 * index of the first operand.  Ends the command on --help, --version and
 * errors. */
int cli_parse(const cli_command *command, int argc, char **argv);
/* Appends to a list. */
void cli_list_add(cli_list *list, const char *value);

/* ---- message.c --------------------------------------------------------- */

/* Prints "blt-NAME: FILE: ..." on stderr.  The command continues, and its exit
 * status will be 2.  file may be NULL. */
void cli_error(const char *file, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A message of the library, which names the file itself. */
void cli_error_from(const blt_error *err);
/* A message that does not change the exit status. */
void cli_note(const char *file, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A name for output that is not exact, as blt_quote() has it; valid until the
 * fourth call from then on. */
const char *cli_quote(const char *name);
/* An error that ends the command. */
_Noreturn void cli_die(const char *file, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void cli_die_from(const blt_error *err);
/* The same unless status is BLT_OK. */
void cli_check(blt_status status, const blt_error *err);
/* An error in the command line. */
_Noreturn void cli_usage(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
_Noreturn void cli_die_memory(void);

/* True if cli_error() was called. */
int cli_failed(void);

/* ---- replace.c --------------------------------------------------------- */

/* A file that replaces `path`, or appears there, when it is complete.  One at
 * a time.  Returns a descriptor to write to, which the caller closes, or -1
 * with errno.  A failure or a signal that ends the command removes the file. */
int cli_replace_begin(const char *path);
/* Gives it owner, mode, access control list and extended attributes of the
 * file at path, once all is written: writing may clear some.  -1 with errno
 * if something cannot be kept; then the new file is open to nobody who could
 * not read the other. */
int cli_replace_like(const char *path);
/* Gives it this mode. */
int cli_replace_mode(mode_t mode);
/* Renames it to `path`.  -1 with errno if that fails; then it is removed. */
int cli_replace_end(void);
/* Removes it, and what cli_guard() names, as a command that fails does. */
void cli_replace_drop(void);

/* Removes the file or the empty directory at path if the command fails or a
 * signal ends it.  path must stay valid until cli_unguard(path).  Any thread
 * may call them. */
void cli_guard(const char *path);
void cli_unguard(const char *path);

/* ---- output.c ---------------------------------------------------------- */

/* Writes to stdout; ends the command if that fails. */
void cli_put(const void *p, size_t n);
void cli_flush(void);

/* Closes stdout, which reports a full disk, renames the file of -o if nothing
 * failed, and exits with status, or with 2 after an error. */
_Noreturn void cli_end(int status);

/* ---- terminal.c -------------------------------------------------------- */

/* True if escape sequences are wanted on stdout. */
int cli_color(void);
/* $COLUMNS, else the width of the terminal at stdout or stderr, else 80. */
int cli_columns(void);
/* The number of colours that stdout can show; none unless cli_color(). */
blt_view_color cli_color_depth(void);

/* ---- progress.c -------------------------------------------------------- */

/* Draws a line on stderr: done of total (0: unknown) items called `what`, the
 * rate of the last seconds and the time left at that rate.  `what` that starts
 * with "bytes" is shown in kB, MB and so on.  Draws nothing in the first
 * second, then at most five times a second; cheap enough to be called for
 * every block.  A smaller `done` than before starts another task.  Errors,
 * output to a terminal, a wait for input and cli_end() erase it. */
void cli_progress(const char *what, int64_t done, int64_t total);
/* The same for a long call of the library: pass it as the `progress' of its
 * options, with any `user'.  Draws the task and the share that is done; never
 * cancels. */
blt_status cli_progress_task(void *user, const blt_progress *p,
                             blt_error *err);
void cli_progress_wipe(void);
/* Prints numbers of bytes in the language of this locale. */
void cli_progress_in(const blt_locale *locale);

/* ---- source.c, input.c ------------------------------------------------- */

typedef struct cli_input {
    const char *name;       /* for messages: "standard input" for - */
    const char *document;   /* "-" for - */
    const char *label;      /* for #document: the same, with " charset=NAME"
                               if the text is converted; valid until the
                               command ends */
    int fd;
    int64_t size;           /* of a regular file; -1: unknown, or the text is
                               converted */
    unsigned char head[4096];   /* read ahead */
    size_t head_n, head_at;
    int binary;             /* 1: not text; see cli_look_for_binaries() */
    struct cli_text *text;  /* charset.c */
    const char *charset;    /* of the input; NULL: it is not converted */
} cli_input;

/* Opens path, or standard input for NULL and "-".  Reports an error and
 * returns 0 if it cannot. */
int cli_open(cli_input *in, const char *path);
void cli_close(cli_input *in);

/* From now on cli_is_stream() looks whether an input is text: whether it has
 * control characters in its first line, or in its first lines if they are
 * short.  A pipe is read that far first. */
void cli_look_for_binaries(void);

/* Reads 1 .. n bytes, whatever is available; 0 at the end, -1 with errno set.
 * Flushes stdout before it waits. */
ptrdiff_t cli_read(cli_input *in, void *p, size_t n);
/* blt_read_fn: the same for a cli_input. */
blt_status cli_read_fn(void *input, void *p, size_t *n, blt_error *err);
/* Reports the errno of cli_read. */
void cli_read_failed(const cli_input *in);

/* True if the input begins with "#blt-stream " and --raw is not given.
 * Otherwise cli_read() converts the text as --charset says. */
int cli_is_stream(cli_input *in);

/* ---- charset.c --------------------------------------------------------- */

/* Without --charset the input is read as bytes, so that no byte is changed.
 * A command whose output is for people, and does not contain the exact bytes,
 * calls this before it opens its first input: then the charset is detected. */
void cli_charset_people(void);
/* Converts the input with this kind of decoder, as cli_is_stream() does for
 * text.  0: an error was reported. */
int cli_text(cli_input *in, blt_decode how);

/* ---- buf.c ------------------------------------------------------------- */

/* An array from malloc() or NULL, p [*cap] elements of `size` bytes, with room
 * for n elements: p itself, or where realloc() moved it.  *cap at least
 * doubles when it changes.  Ends the command if memory runs out. */
void *cli_grow(void *p, size_t *cap, size_t n, size_t size);

/* Bytes that grow; a zero byte follows them once something was put.  Zero
 * bytes are an empty buffer. */
typedef struct cli_buf {
    uint8_t *p;
    size_t n, cap;
} cli_buf;

void cli_buf_put(cli_buf *b, const void *p, size_t n);
void cli_buf_free(cli_buf *b);

/* ---- json.c ------------------------------------------------------------ */

/* The length of the UTF-8 character at p, n >= 1; 0 if there is none. */
size_t cli_character(const unsigned char *p, size_t n);
/* n bytes inside a JSON string on stdout; what is no UTF-8 becomes U+FFFD. */
void cli_json_text(const void *bytes, size_t n);

/* "KEY":"bytes" on stdout, or "HEX":"6279746573" when they are not UTF-8. */
void cli_json_bytes(const char *key, const char *hex, const void *bytes,
                    size_t n);

/* ---- model.c, data.c, locale.c ----------------------------------------- */

/* Opens -m, $BLT_MODEL or the default model, says its notes, and ends the
 * command when there is none. */
blt_model *cli_model(void);
/* True for --model=none, which commands that adapt know. */
int cli_model_is_none(void);
/* Another one, by the name or directory that an option gives. */
blt_model *cli_model_named(const char *name);
/* The directory it would open; the caller frees it. */
char *cli_model_path(void);
/* As above, but NULL when nobody names one and there is no default. */
char *cli_model_find(void);
/* The directory of a kind of data: `given` unless NULL or empty, else that of
 * blt_data_find(kind).  The caller frees it.  Ends the command when there is
 * none. */
char *cli_data_path(const char *given, const char *kind);
/* The reader's language: --locale, else what LC_ALL, LC_MESSAGES or LANG
 * names.  Opened once, and kept. */
const blt_locale *cli_locale(void);
/* The pool of -j or $BLT_THREADS. */
blt_pool *cli_pool(void);
/* "NAME/DIGEST", as #program lines have it; the caller frees it. */
char *cli_model_label(const blt_model *m);

/* ---- stream.c: streams on stdin and stdout ----------------------------- */

/* blt_write_fn for stdout. */
blt_status cli_write(void *unused, const void *p, size_t n, blt_error *err);
/* "NAME VERSION ...", a #program line, in fresh memory. */
char *cli_program(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* The programs that the first stream came through are kept for the header
 * of ours; a later stream with others is noted. */
void cli_programs_keep(const cli_input *in, const blt_stream_reader *r);
/* Writes them, then line. */
void cli_programs_write(blt_stream_writer *w, const char *line);
/* Notes it when the first stream was made with another model. */
void cli_programs_model(const cli_input *in, const blt_model *m);

/* Bits with as many digits as bring the same float32 nats back. */
const char *cli_bits(char *text, size_t n, float nats);

/* ---- npy.c: NumPy arrays, float32 [rows, columns], on stdout ----------- */

typedef struct cli_npy cli_npy;
cli_npy *cli_npy_new(size_t columns);
void cli_npy_rows(cli_npy *npy, const float *p, size_t rows);
/* Only now the number of rows is known, and all of it is written. */
void cli_npy_end(cli_npy *npy);

/* A file without a name that is gone when closed. */
FILE *cli_temp(void);

#endif
