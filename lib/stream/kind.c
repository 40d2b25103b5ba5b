/* The kinds of streams with their columns, and the names of documents. */
#include "config.h"
#include <string.h>
#include "stream/stream.h"

static const struct { const char *name, *columns; } kinds[] = {
    { "entropy", "offset entropy surprisal byte" },
    { "patch", "offset length entropy bits text" },
    { "embedding", "offset length text vector" },
    { "score", "offset entropy surprisal byte" },
    { "unit", "offset length bits bits_per_byte bits_per_char text" },
    { "correction", "offset length wrong right probability alternatives" },
    { "sum", "offset length bits bits_per_byte bits_per_char name" },
    { "neighbor", "offset length text cosine found found_offset found_length"
      " found_text" },
    { "block", "offset length bits bits_per_byte order0_entropy chi_square"
      " edge" },
};
#define KINDS (sizeof kinds / sizeof *kinds)

const char *
blt_stream_kind_name(blt_stream_kind kind)
{
    return (size_t)kind < KINDS ? kinds[kind].name : NULL;
}

int
blt_stream_kind_parse(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *
blt__stream_columns(blt_stream_kind kind)
{
    return kinds[kind].columns;
}

size_t
blt_stream_document_name(const char *label)
{
    static const char key[] = " charset=";
    const char *last = strrchr(label, ' ');

    return last != NULL && strncmp(last, key, sizeof key - 1) == 0
        && last[sizeof key - 1] != '\0' ? (size_t)(last - label)
        : strlen(label);
}
