/* Segmentation of text by ICU.                           [UAX 29, UAX 14]
 *
 * Characters, words and sentences never continue after a newline, so each
 * paragraph is segmented alone.  If a window ends without a newline, its last
 * segment may be incomplete and waits for the next window, unless it fills
 * this one. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <blt/segment.h>
#include "text/text.h"

#define NEWLINE 0x85            /* a segment of its own in any context */
#define REPLACEMENT 0xfffd      /* like a letter to sentences */

struct blt_segmenter {
    blt_segment_kind kind;
    UBreakIterator *icu;
    blt__buf text;
    size_t at;                  /* where the next segment begins */
    size_t seen;                /* no newline in text[at .. seen) */
    int ended;
    /* What ICU segments: text[first ..) as UTF-16. */
    size_t first, known;        /* segments are known up to text[known] */
    UChar *u;                   /* [WINDOW] */
    uint32_t *byte;             /* [WINDOW + 1] where a unit of u begins */
};

blt_status
blt_segmenter_new(blt_segmenter **out, blt_segment_kind kind, blt_error *err)
{
    static const UBreakIteratorType types[] = {
        UBRK_CHARACTER, UBRK_WORD, UBRK_SENTENCE, UBRK_LINE
    };
    UErrorCode error = U_ZERO_ERROR;
    blt_segmenter *s;

    *out = NULL;
    if ((unsigned)kind >= sizeof types / sizeof *types)
        return blt__fail(err, BLT_EINVAL, "segments of kind %d", (int)kind);
    s = calloc(1, sizeof *s);
    if (s == NULL)
        return blt__fail_memory(err, "segments");
    s->kind = kind;
    s->u = malloc(BLT_SEGMENT_WINDOW * sizeof *s->u);
    s->byte = malloc((BLT_SEGMENT_WINDOW + 1) * sizeof *s->byte);
    if (s->u == NULL || s->byte == NULL) {
        blt_segmenter_free(s);
        return blt__fail_memory(err, "segments");
    }
    /* The root locale: results depend on no environment. */
    s->icu = ubrk_open(types[kind], "", NULL, 0, &error);
    if (U_FAILURE(error)) {
        blt_segmenter_free(s);
        return blt__fail(err, BLT_EIO, "ICU knows no segments: %s",
                         u_errorName(error));
    }
    *out = s;
    return BLT_OK;
}

void
blt_segmenter_free(blt_segmenter *s)
{
    if (s == NULL)
        return;
    if (s->icu != NULL)
        ubrk_close(s->icu);
    blt__buf_free(&s->text);
    free(s->u);
    free(s->byte);
    free(s);
}

void
blt_segmenter_reset(blt_segmenter *s)
{
    blt__buf_clear(&s->text);
    s->at = s->seen = s->known = 0;
    s->ended = 0;
}

void
blt_segmenter_end(blt_segmenter *s)
{
    s->ended = 1;
}

blt_status
blt_segmenter_push(blt_segmenter *s, const uint8_t *p, size_t n,
                   blt_error *err)
{
    if (s->at > BLT_SEGMENT_WINDOW / 2 || s->at == s->text.n) {
        if (s->at < s->text.n)
            memmove(s->text.p, s->text.p + s->at, s->text.n - s->at);
        s->text.n -= s->at;
        s->seen -= s->seen < s->at ? s->seen : s->at;
        s->known -= s->known < s->at ? s->known : s->at;
        s->first -= s->at;      /* may wrap below 0 and back: */
        s->at = 0;              /* only text[first + byte[]] is looked at */
    }
    blt__buf_put(&s->text, p, n);
    return s->text.failed ? blt__fail_memory(err, "segments") : BLT_OK;
}

/* Where the text that can be segmented now ends: after a newline, at the end of
 * the text, or after a window; `at` if more text is needed. */
static size_t
paragraph_end(blt_segmenter *s, int *whole)
{
    const uint8_t *p = (const uint8_t *)s->text.p, *newline;
    size_t end = s->text.n, window = s->at + BLT_SEGMENT_WINDOW;

    if (end > window)
        end = window;
    if (s->seen < s->at)
        s->seen = s->at;
    newline = end > s->seen ? memchr(p + s->seen, '\n', end - s->seen) : NULL;
    *whole = 1;
    if (newline != NULL)
        return (size_t)(newline - p) + 1;
    s->seen = end;
    if (end == window) {
        *whole = 0;
        return end - blt__utf8_tail(p + s->at, BLT_SEGMENT_WINDOW);
    }
    return s->ended ? end : s->at;
}

/* text[at .. end) as UTF-16. */
static int32_t
to_utf16(blt_segmenter *s, size_t end)
{
    const uint8_t *p = (const uint8_t *)s->text.p + s->at;
    UChar bad = s->kind == BLT_SEGMENT_CHARACTER
        || s->kind == BLT_SEGMENT_WORD ? NEWLINE : REPLACEMENT;
    size_t n = end - s->at;
    int32_t m = 0;

    for (size_t i = 0; i < n; ) {
        uint32_t c;
        int k = blt__utf8_char(&c, p + i, n - i);

        s->byte[m] = (uint32_t)i;
        if (k <= 0) {
            s->u[m++] = bad;
            i++;
            continue;
        }
        if (c > 0xffff) {
            s->u[m++] = U16_LEAD(c);
            s->byte[m] = (uint32_t)i;
            c = U16_TRAIL(c);
        }
        s->u[m++] = (UChar)c;
        i += (size_t)k;
    }
    s->byte[m] = (uint32_t)n;
    return m;
}

/* Gives the next paragraph to ICU; sets known. */
static blt_status
cut_paragraph(blt_segmenter *s, blt_error *err)
{
    UErrorCode error = U_ZERO_ERROR;
    int whole;
    size_t end = paragraph_end(s, &whole);
    int32_t m, last;

    s->first = s->at;
    s->known = end;
    if (end == s->at)
        return BLT_OK;
    m = to_utf16(s, end);
    ubrk_setText(s->icu, s->u, m, &error);
    if (U_FAILURE(error))
        return blt__fail(err, BLT_ENOMEM, "ICU cuts no text: %s",
                         u_errorName(error));
    if (!whole) {
        last = ubrk_preceding(s->icu, m);
        if (last > 0)
            s->known = s->first + s->byte[last];
    }
    ubrk_first(s->icu);
    return BLT_OK;
}

blt_status
blt_segmenter_next(blt_segmenter *s, blt_segment *out, blt_error *err)
{
    blt_segment own = BLT_SEGMENT_INIT, *segment = &own;
    blt_status status;
    int32_t to;
    size_t end;

    if (s->at >= s->known) {
        status = cut_paragraph(s, err);
        if (status != BLT_OK)
            return status;
        if (s->at == s->known)
            return blt__result_write(out, segment, "BLT_SEGMENT_INIT", err);
    }
    to = ubrk_next(s->icu);
    end = to == UBRK_DONE ? s->known : s->first + s->byte[to];
    segment->p = (const uint8_t *)s->text.p + s->at;
    segment->n = end - s->at;
    segment->word = s->kind == BLT_SEGMENT_WORD
        && ubrk_getRuleStatus(s->icu) >= UBRK_WORD_NONE_LIMIT;
    s->at = end;
    return blt__result_write(out, segment, "BLT_SEGMENT_INIT", err);
}
