/* A writer, for writer.c and the files of its formats. */
#ifndef BLT_STREAM_WRITER_H
#define BLT_STREAM_WRITER_H

#include <string.h>
#include "stream/stream.h"

struct blt_stream_writer {
    blt_stream_kind kind;
    blt_stream_format format;
    blt_write_fn write;
    void *user;
    blt__buf out;
    blt__buf name;              /* JSON: the document, as a JSON string; else
                                   its name, if it is in every record */
    unsigned columns;           /* BLT_COLUMN_LINE | ... */
    size_t width;               /* of the text of a unit; 0: whole */
    int begun;                  /* #columns was written */
    int64_t documents, records, bytes, next;
};

static inline void
blt__say(blt_stream_writer *w, const char *s)
{
    blt__buf_put(&w->out, s, strlen(s));
}

/* "rising", "falling" or, for none, `none`. */
static inline const char *
blt__edge_name(const blt_record *r, const char *none)
{
    return r->edge > 0 ? "rising" : r->edge < 0 ? "falling" : none;
}

/* ---- writer_line.c: blt-stream(5) -------------------------------------- */

/* Appends the line of a record. */
void
blt__writer_line(blt_stream_writer *w, const blt_record *r);

/* ---- writer_json.c: JSON Lines ----------------------------------------- */

/* Keeps the keys of a document, which each of its records repeats. */
void
blt__writer_json_document(blt_stream_writer *w, const char *label);
/* Appends the object of a record. */
void
blt__writer_json(blt_stream_writer *w, const blt_record *r);

#endif
