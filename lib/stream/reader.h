/* A reader, for reader.c and record.c. */
#ifndef BLT_STREAM_READER_H
#define BLT_STREAM_READER_H

#include "stream/stream.h"

struct blt_stream_reader {
    char *name;
    blt_read_fn read;
    void *user;
    blt_stream_kind kind;
    blt__buf in;                /* read but not yet used: in.p[at .. in.n) */
    size_t at;
    int over;                   /* read() returned the end */
    int64_t line;               /* number of the last one taken */
    char **program;
    size_t programs;
    int64_t documents, records, bytes, next;
    unsigned columns;           /* BLT_COLUMN_LINE | ..., of this stream */
    float *vector;
    size_t width;               /* of every vector; 0 before the first */
    blt_slice *alternative;     /* [BLT_ALTERNATIVES_MOST] */
    int ended;
};

/* Kinds with a column for the file, and for the rank. */
static inline int
blt__kind_has_file(const blt_stream_reader *r)
{
    return r->kind == BLT_STREAM_UNIT || r->kind == BLT_STREAM_SUM
        || r->kind == BLT_STREAM_BLOCK;
}

static inline int
blt__kind_has_rank(const blt_stream_reader *r)
{
    return r->kind == BLT_STREAM_ENTROPY || r->kind == BLT_STREAM_SCORE;
}

/* ---- record.c ---------------------------------------------------------- */

/* BLT_EDATA: "NAME: line N: ..." */
blt_status
blt__bad(const blt_stream_reader *r, blt_error *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Parses and checks a line; its text is unescaped in place.  The record points
 * into the line and into the reader. */
blt_status
blt__reader_record(blt_stream_reader *r, blt_record *rec, char *line,
                   size_t n, blt_error *err);

#endif
