/* Characters, words and sentences.  Where one ends shows only in what comes
 * behind it, so costs wait here until the segmenter has decided. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static const entropy_units *opt;
static blt_segmenter *segmenter;
static double *wait;            /* [waiting] of bytes not yet in a segment */
static size_t waiting, room;
static int64_t offset;          /* of the first of them */

static void
open_segments(const entropy_units *how)
{
    blt_error err;

    opt = how;
    entropy_check(blt_segmenter_new(&segmenter, opt->by == BY_CHAR
                                    ? BLT_SEGMENT_CHARACTER
                                    : opt->by == BY_WORD ? BLT_SEGMENT_WORD
                                    : BLT_SEGMENT_SENTENCE, &err), &err);
}

static void
begin_segments(void)
{
    blt_segmenter_reset(segmenter);
    waiting = 0;
    offset = 0;
}

/* Of words all are rows, with what lies between them; but among the most
 * surprising nobody looks for blanks. */
static int
wanted(const blt_segment *s)
{
    return s->word || opt->by != BY_WORD
        || (opt->top == 0 && !opt->least_seen);
}

static void
drain(void)
{
    blt_segment s = BLT_SEGMENT_INIT;
    blt_error err;
    size_t used = 0;

    for (;;) {
        entropy_unit u = { .offset = offset };

        entropy_check(blt_segmenter_next(segmenter, &s, &err), &err);
        if (s.n == 0)
            break;
        for (size_t i = 0; i < s.n; i++) {
            u.nats += wait[used + i];
            u.chars += (s.p[i] & 0xc0) != 0x80;
        }
        u.text = s.p;
        u.length = (int64_t)s.n;
        if (wanted(&s))
            entropy_unit_put(&u);
        used += s.n;
        offset += u.length;
    }
    waiting -= used;
    memmove(wait, wait + used, waiting * sizeof *wait);
}

static void
add_bytes(const cli_scored_bytes *b)
{
    blt_error err;

    if (room - waiting < b->n) {
        room = 2 * (room + b->n);
        wait = realloc(wait, room * sizeof *wait);
        if (wait == NULL)
            cli_die_memory();
    }
    for (size_t i = 0; i < b->n; i++)
        wait[waiting++] = entropy_cost(b, i);
    entropy_check(blt_segmenter_push(segmenter, b->p, b->n, &err), &err);
    drain();
}

static void
end_segments(void)
{
    blt_segmenter_end(segmenter);
    drain();
}

static void
close_segments(void)
{
    blt_segmenter_free(segmenter);
    free(wait);
}

const entropy_way entropy_segments = {
    .open = open_segments, .document = begin_segments, .bytes = add_bytes,
    .end = end_segments, .close = close_segments
};
