/* A document corrected line by line. */
#include "config.h"
#include <string.h>
#include <blt/segment.h>
#include "eval/lines.h"

/* A line is at most this long.  Derived: blt_segment_piece() cuts at the end
 * of a line if one lies in the second half of a piece. */
#define LINE_MOST (BLT_SEGMENT_PIECE / 4)

/* Bounds the memory of the other sides of a piece's lines.  Derived: only a
 * side that is 16 times as long as the corrected one shortens a piece. */
#define OTHERS_MOST (16 * BLT_SEGMENT_PIECE)

/* A finding of the piece; its text is at `text` in words. */
typedef struct found {
    size_t at, length, text, n;
    double probability;
    int corrected;
} found;

void
blt__lines_free(blt__lines *l)
{
    blt__buf_free(&l->text);
    blt__buf_free(&l->others);
    blt__buf_free(&l->found);
    blt__buf_free(&l->words);
    blt__buf_free(&l->fixes);
}

void
blt__lines_begin(blt__lines *l)
{
    blt__buf_clear(&l->text);
    blt__buf_clear(&l->others);
    l->done = 0;
    blt_speller_reset(l->speller);
}

/* Keeps what blt-spell reports or corrects, if there is a suggestion. */
static blt_status
keep(void *user, const blt_spell_finding *f, blt_error *err)
{
    const blt_spell_alternative *a = f->alternative;
    blt__lines *l = user;
    found x = { .at = f->offset, .length = f->length, .text = l->words.n };

    (void)err;
    if (f->n == 0 || (!f->mistake && f->correction == NULL)
        || memchr(l->text.p + f->offset, '\n', f->length) != NULL
        || memchr(a->text, '\n', a->length) != NULL)
        return BLT_OK;
    x.n = a->length;
    x.probability = a->probability;
    x.corrected = f->correction != NULL;
    blt__buf_put(&l->words, a->text, a->length);
    blt__buf_put(&l->found, &x, sizeof x);
    return BLT_OK;
}

/* Findings k .. end, relative to a line that begins at byte `from`. */
static const blt__fix *
fixes(blt__lines *l, size_t k, size_t end, size_t from)
{
    const found *f = (const found *)l->found.p;

    blt__buf_clear(&l->fixes);
    blt__buf_reserve(&l->fixes, (end - k) * sizeof(blt__fix));
    for (; k < end; k++) {
        blt__fix x = { .at = f[k].at - from, .length = f[k].length,
                       .text = { l->words.p + f[k].text, f[k].n },
                       .probability = f[k].probability,
                       .corrected = f[k].corrected };

        blt__buf_put(&l->fixes, &x, sizeof x);
    }
    return (const blt__fix *)l->fixes.p;
}

/* The first n bytes of the text are whole lines: hands out each. */
static blt_status
hand_out(blt__lines *l, size_t n, size_t *others, blt_error *err)
{
    const found *f = (const found *)l->found.p;
    const size_t count = l->found.n / sizeof *f;
    size_t k = 0;

    *others = 0;
    for (size_t from = 0; from < n;) {
        const char *line = l->text.p + from, *other = l->others.p + *others;
        size_t m = (size_t)((char *)memchr(line, '\n', n - from) - line);
        size_t o = (size_t)((char *)memchr(other, '\n', l->others.n - *others)
                            - other), end = k;
        const blt__fix *fix;
        blt_status st;

        while (end < count && f[end].at < from + m)
            end++;
        fix = fixes(l, k, end, from);
        if (l->fixes.failed)
            return blt__fail_memory(err, "findings");
        st = l->fn(l->user, (blt_slice){ line, m }, (blt_slice){ other, o },
                   fix, end - k, err);
        if (st != BLT_OK)
            return st;
        l->done++;
        k = end;
        from += m + 1;
        *others += o + 1;
    }
    return BLT_OK;
}

static void
drop(blt__buf *b, size_t n)
{
    memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
}

/* Checks the first n bytes as a piece. */
static blt_status
check(blt__lines *l, size_t n, blt_error *err)
{
    size_t others;
    blt_status st;

    blt__buf_clear(&l->found);
    blt__buf_clear(&l->words);
    st = blt_speller_check(l->speller, (const uint8_t *)l->text.p, n, keep,
                           l, err);
    if (st == BLT_OK && (l->found.failed || l->words.failed))
        st = blt__fail_memory(err, "findings");
    if (st == BLT_OK)
        st = hand_out(l, n, &others, err);
    if (st != BLT_OK)
        return st;
    drop(&l->text, n);
    drop(&l->others, others);
    return BLT_OK;
}

static int
has_newline(blt_slice s)
{
    return s.n > 0 && memchr(s.p, '\n', s.n) != NULL;
}

blt_status
blt__lines_push(blt__lines *l, blt_slice line, blt_slice other,
                blt_error *err)
{
    if (has_newline(line) || has_newline(other))
        return blt__fail(err, BLT_EINVAL, "a line contains a newline");
    if (line.n > LINE_MOST || other.n > LINE_MOST)
        return blt__fail(err, BLT_EDATA, "longer than %zu bytes", LINE_MOST);
    blt__buf_put(&l->text, line.p, line.n);
    blt__buf_put(&l->text, "\n", 1);
    blt__buf_put(&l->others, other.p, other.n);
    blt__buf_put(&l->others, "\n", 1);
    if (l->text.failed || l->others.failed)
        return blt__fail_memory(err, "lines");
    if (l->text.n >= BLT_SEGMENT_PIECE)
        return check(l, blt_segment_piece((const uint8_t *)l->text.p), err);
    return l->others.n > OTHERS_MOST ? check(l, l->text.n, err) : BLT_OK;
}

blt_status
blt__lines_end(blt__lines *l, blt_error *err)
{
    return l->text.n > 0 ? check(l, l->text.n, err) : BLT_OK;
}
