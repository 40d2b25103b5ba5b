/* Streams: what commands say to each other over pipes.  Since 0.1.
 *
 * blt-stream(5) is the format: lines of text that awk and sort understand
 * and that lose nothing.  Here is its writer and its reader; neither holds
 * more than one record.
 *
 * In memory every number is a float32 in nats, as the models give it; on
 * paper it is in bits, with as many digits as bring the same float32 back.
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
    BLT_STREAM_ENTROPY,     /* one record a byte */
    BLT_STREAM_PATCH,       /* one a patch */
    BLT_STREAM_EMBEDDING,   /* one a byte, patch, line or document */
    BLT_STREAM_SCORE,       /* one a byte, under the full model */
    BLT_STREAM_UNIT,        /* one a line, patch ...: chosen ones, any order */
    BLT_STREAM_CORRECTION,  /* one a mistake.  Since 0.2 */
    BLT_STREAM_SUM          /* one a script or language: all that is in it.
                               Since 0.2 */
} blt_stream_kind;

/* "entropy", "patch" ... and back; -1 for an unknown name. */
BLT_API const char *
blt_stream_kind_name(blt_stream_kind kind);
BLT_API int
blt_stream_kind_parse(const char *name);

/* A UTF-8 string that is not NUL-terminated. */
typedef struct blt_slice {
    const char *p;
    size_t n;
} blt_slice;

/* In all kinds but unit, sum and correction the records of a document follow
 * each other without a gap from offset 0 on; corrections are in order. */
typedef struct blt_record {
    int64_t offset, length;     /* bytes of the document; length 1 in
                                   entropy and score, else 1 and more up to
                                   BLT_PATCH_LONGEST; in embedding, unit
                                   and sum any number from 0 on.  A sum's
                                   offset is that of its first byte */
    const uint8_t *bytes;       /* [length]; in embedding and unit NULL may
                                   stand for what is too long to repeat */
    float   entropy;            /* nats, of the prediction of its first byte;
                                   NaN: not known */
    float   surprisal;          /* nats, summed over its bytes; NaN: not
                                   known; infinity is allowed */
    int64_t chars;              /* unit, sum: its characters */
    const float *vector;        /* embedding: [width], finite */
    size_t  width;
    const blt_slice *alternative;   /* correction: [alternatives], none empty,
                                   likeliest first: what was meant, perhaps */
    size_t  alternatives;       /* at most BLT_ALTERNATIVES_MOST, 0 too */
    float   probability;        /* that the first was; NaN: there is none */
    blt_slice name;             /* sum: of what; instead of bytes */
} blt_record;

#define BLT_ALTERNATIVES_MOST 1000

/* ---- writing ----------------------------------------------------------- */

typedef enum blt_stream_format {
    BLT_FORMAT_STREAM,      /* blt-stream(5) */
    BLT_FORMAT_JSON         /* JSON Lines: an object a record, bits too */
} blt_stream_format;

/* Takes n bytes; anything but 0 is a failure and ends the writing. */
typedef int (*blt_write_fn)(void *arg, const void *p, size_t n);

typedef struct blt_stream_writer blt_stream_writer;

/* write is called with whole lines, some tens of kilobytes at a time. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_new(blt_stream_writer **w, blt_stream_kind kind,
                      blt_stream_format format, blt_write_fn write,
                      void *arg, blt_error *err);
BLT_API void
blt_stream_writer_free(blt_stream_writer *w);

/* A program that the data went through, oldest first:
 * "blt-patch 0.1 scheme=space".  Before the first document. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_program(blt_stream_writer *w, const char *line,
                          blt_error *err);
/* name as #document lines have it: that of the file, and where the text was
 * converted " charset=windows-1252" behind it, which readers give back as
 * part of the name and JSON has as a key of its own. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_document(blt_stream_writer *w, const char *name,
                           blt_error *err);
/* BLT_EINVAL for a record that breaks the rules above. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_put(blt_stream_writer *w, const blt_record *record,
                      blt_error *err);
/* Hands over what is ready: before waiting for more input. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_flush(blt_stream_writer *w, blt_error *err);
/* Writes the end, without which a stream counts as cut short. */
BLT_API BLT_MUST_USE blt_status
blt_stream_writer_end(blt_stream_writer *w, blt_error *err);

/* ---- reading ----------------------------------------------------------- */

/* Puts what there is, 1 .. n bytes, at p and returns how many: 0 at the
 * end, -1 with errno set on failure. */
typedef ptrdiff_t (*blt_read_fn)(void *arg, void *p, size_t n);

typedef enum blt_event {
    BLT_EVENT_END,          /* the stream ended as it should */
    BLT_EVENT_DOCUMENT,     /* *document is its name */
    BLT_EVENT_RECORD
} blt_event;

typedef struct blt_stream_reader blt_stream_reader;

/* Reads as far as the kind is known.  name is for messages:
 * "NAME: line 12: offset 40 follows 38: expected 39". */
BLT_API BLT_MUST_USE blt_status
blt_stream_reader_new(blt_stream_reader **r, const char *name,
                      blt_read_fn read, void *arg, blt_error *err);
BLT_API void
blt_stream_reader_free(blt_stream_reader *r);
BLT_API blt_stream_kind
blt_stream_reader_kind(const blt_stream_reader *r);
/* The programs it came through, oldest first; NULL after the last. */
BLT_API const char *
blt_stream_reader_program(const blt_stream_reader *r, size_t i);

/* The next event; what record or document point at stays until the next
 * call.  BLT_EDATA for anything that blt-stream(5) does not allow. */
BLT_API BLT_MUST_USE blt_status
blt_stream_read(blt_stream_reader *r, blt_event *event, blt_record *record,
                const char **document, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
