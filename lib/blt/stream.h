/* Streams: the format that the commands exchange over pipes.  Since 0.1.
 *
 * blt-stream(5) describes it: lines of text that awk and sort can process
 * and that lose no information.  This is a writer and a reader; neither holds
 * more than one record, and each belongs to one thread at a time.
 *
 * In memory every number is a float32 in nats, as the models give it; in the
 * stream it is in bits, with enough digits to give the same float32 back.
 * A threshold therefore cuts a stream exactly where it would cut the text. */
#ifndef BLT_STREAM_H
#define BLT_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_stream_kind {
    BLT_STREAM_ENTROPY,     /* one record per byte */
    BLT_STREAM_PATCH,       /* per patch */
    BLT_STREAM_EMBEDDING,   /* per byte, patch, line or document */
    BLT_STREAM_SCORE,       /* per byte, under the full model */
    BLT_STREAM_UNIT,        /* per line, patch ...: selected ones, any order */
    BLT_STREAM_CORRECTION,  /* per misspelling.  Since 0.2 */
    BLT_STREAM_SUM,         /* per script, language or document, summed.
                               Since 0.2 */
    BLT_STREAM_NEIGHBOR,    /* per pair of a row and one with a similar
                               vector.  Since 0.2 */
    BLT_STREAM_BLOCK        /* per block of bytes.  Since 0.2 */
} blt_stream_kind;

/* "entropy", "patch" ...: a static string; and back, -1 for an unknown
 * name. */
BLT_API const char *
blt_stream_kind_name(blt_stream_kind kind);
BLT_API int
blt_stream_kind_parse(const char *name);

/* A UTF-8 string that is not NUL-terminated.  This struct does not grow. */
typedef struct blt_slice {
    const char *p;
    size_t n;
} blt_slice;

/* A byte that the model predicted, and its probability.  This struct does not
 * grow. */
typedef struct blt_guess {
    uint8_t byte;
    float   probability;
} blt_guess;

/* In all kinds but unit, sum, neighbor and correction the records of a document
 * follow each other without a gap, starting at offset 0; corrections are in
 * order. */
typedef struct blt_record {
    size_t  size;               /* set by BLT_RECORD_INIT */
    int64_t offset, length;     /* bytes of the document; length is 1 in
                                   entropy and score, else 1 to
                                   BLT_PATCH_LONGEST; in embedding, unit,
                                   neighbor and sum 0 or more.  A sum's offset
                                   is that of its first byte */
    const uint8_t *bytes;       /* [length]; in embedding, unit and neighbor
                                   NULL when they are too long to repeat */
    float   entropy;            /* nats, of the prediction of its first byte;
                                   NaN: not known */
    float   surprisal;          /* nats, summed over its bytes; NaN: not
                                   known; infinity is allowed */
    int64_t chars;              /* unit, sum: its characters */
    const float *vector;        /* embedding: [width], finite */
    size_t  width;
    const blt_slice *alternative;   /* correction: [alternatives], none empty,
                                   likeliest first */
    size_t  alternatives;       /* 0 .. BLT_ALTERNATIVES_MOST */
    float   probability;        /* of the first alternative; NaN: no
                                   alternative */
    blt_slice name;             /* sum: the script, language or document, any
                                   bytes; instead of bytes */
    float   cosine;             /* neighbor: -1 to 1 */
    blt_slice found;            /* neighbor: the document of the similar row,
                                   its bytes there, and its text if that is
                                   known */
    int64_t found_offset, found_length;
    blt_slice found_text;
    int64_t line;               /* unit: the line in which it starts, from 1
                                   on; 0: not known */
    float   order0;             /* block: nats per byte, of the frequencies of
                                   its bytes; NaN: not known */
    float   chi_square;         /* block: distance from equal frequencies */
    int     edge;               /* block: order0 1 rises to, -1 falls from
                                   that of random bytes */
    int     rank;               /* entropy, score: how many bytes were
                                   likelier, 0 to 255 */
    const blt_guess *guess;     /* entropy, score: [guesses], the likeliest
                                   bytes; NULL in records that were read */
    size_t  guesses;
} blt_record;

#define BLT_RECORD_INIT { sizeof(blt_record), 0, 0, NULL, 0, 0, 0, NULL, 0, \
    NULL, 0, 0, { NULL, 0 }, 0, { NULL, 0 }, 0, 0, { NULL, 0 }, 0, 0, 0, 0, \
    0, NULL, 0 }

#define BLT_ALTERNATIVES_MOST 1000

/* ---- writing ----------------------------------------------------------- */

typedef enum blt_stream_format {
    BLT_FORMAT_STREAM,      /* blt-stream(5) */
    BLT_FORMAT_JSON,        /* JSON Lines: an object per record */
    BLT_FORMAT_GREP         /* units as "FILE:LINE: bits: text", for editors.
                               Since 0.2 */
} blt_stream_format;

/* Receives n bytes.  Any status but BLT_OK ends the writing, with that
 * status: the callback fills err. */
typedef blt_status (*blt_write_fn)(void *user, const void *p, size_t n,
                                   blt_error *err);

typedef struct blt_stream_writer blt_stream_writer;

/* write is called with whole lines, some tens of kilobytes at a time. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_new(blt_stream_writer **w, blt_stream_kind kind,
                      blt_stream_format format, blt_write_fn write,
                      void *user, blt_error *err);
BLT_API void
blt_stream_writer_free(blt_stream_writer *w);

/* Columns after those of the kind, in this order. */
enum {
    BLT_COLUMN_LINE = 1,    /* unit: record->line */
    BLT_COLUMN_FILE = 2,    /* unit, sum, block: the name of the document */
    BLT_COLUMN_RANK = 4,    /* entropy, score: record->rank */
    BLT_COLUMN_TOP = 8      /* entropy, score: record->guess */
};

/* Adds columns, before the first program or document; JSON has the document
 * in any case.  The text of units is clipped to `width` characters, the last
 * of them an ellipsis (0: whole; JSON has it whole in any case).  BLT_EINVAL
 * for other kinds.  Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_columns(blt_stream_writer *w, unsigned columns,
                          size_t width, blt_error *err);

/* Bytes of the name in what blt_stream_writer_document() takes: all but
 * " charset=...".  Since 0.2. */
BLT_API size_t
blt_stream_document_name(const char *label);

/* Names a program that the data went through, oldest first:
 * "blt-patch 0.2.0 scheme=space".  Before the first document. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_program(blt_stream_writer *w, const char *line,
                          blt_error *err);
/* Starts a document.  name is as in #document lines: the name of the file,
 * followed by " charset=windows-1252" if the text was converted.  Readers
 * return that as part of the name; JSON has a key for it. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_document(blt_stream_writer *w, const char *name,
                           blt_error *err);
/* Writes a record.  BLT_EINVAL if it breaks the rules above. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_put(blt_stream_writer *w, const blt_record *record,
                      blt_error *err);
/* Passes all complete lines to write: call it before waiting for input. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_flush(blt_stream_writer *w, blt_error *err);
/* Writes the end; a stream without it counts as cut short. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_end(blt_stream_writer *w, blt_error *err);

/* ---- reading ----------------------------------------------------------- */

/* Reads some bytes.
 *   p  [*n] out
 *   n  in: room, >= 1; out: how many were read, 0 at the end
 * Any status but BLT_OK ends the reading, with that status: the callback
 * fills err. */
typedef blt_status (*blt_read_fn)(void *user, void *p, size_t *n,
                                  blt_error *err);

typedef enum blt_event {
    BLT_EVENT_END,          /* the stream is complete */
    BLT_EVENT_DOCUMENT,     /* *document is its name */
    BLT_EVENT_RECORD
} blt_event;

typedef struct blt_stream_reader blt_stream_reader;

/* Reads the header, up to #columns.  name is for messages:
 * "NAME: line 12: offset 40 follows 38: expected 39". */
BLT_API BLT_MUST_USE blt_status
blt_stream_reader_new(blt_stream_reader **r, const char *name,
                      blt_read_fn read, void *user, blt_error *err);
BLT_API void
blt_stream_reader_free(blt_stream_reader *r);
BLT_API blt_stream_kind
blt_stream_reader_kind(const blt_stream_reader *r);
/* The programs that the data went through, oldest first; NULL after the
 * last. */
BLT_API const char *
blt_stream_reader_program(const blt_stream_reader *r, size_t i);

/* The next event.  record->size must be set; the pointers in record and
 * document are the reader's and valid until the next call.  BLT_EDATA for
 * anything that blt-stream(5) does not allow. */
BLT_API BLT_MUST_USE blt_status
blt_stream_read(blt_stream_reader *r, blt_event *event, blt_record *record,
                const char **document, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
