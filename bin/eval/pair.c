/* Pairs, "written TAB meant" a line, and a corrector's way through one side
 * of them.
 *
 * A side is a document: the speller gets its lines in order, in the pieces
 * that blt-spell would see if cut(1) sent them, for it learns from a text
 * how many mistakes to expect.  What it found is told line by line, and a
 * piece and a line of the file are all that memory holds: the file is read
 * twice, a piece apart. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

void
eval_pairs_open(eval_pairs *r, const eval_text *t, int fd)
{
    r->text = t;
    r->fd = fd;
    r->read = r->line = 0;
    r->from = r->to = 0;
}

int
eval_pairs_error(const eval_pairs *r, const char *why)
{
    cli_error(NULL, "%s:%lld: %s", r->text->name, (long long)r->line, why);
    return -1;
}

/* Fills the room behind what is not taken yet.  Returns 0 when it cannot. */
static int
more(eval_pairs *r)
{
    int64_t left = r->text->size - r->read;
    size_t n;

    memmove(r->p, r->p + r->from, r->to - r->from);
    r->to -= r->from;
    r->from = 0;
    n = sizeof r->p - r->to;
    if ((int64_t)n > left)
        n = (size_t)left;
    if (!eval_read(r->text, r->fd, r->p + r->to, n, r->read))
        return 0;
    r->to += n;
    r->read += (int64_t)n;
    return 1;
}

int
eval_pairs_next(eval_pairs *r, eval_pair *pair)
{
    uint8_t *p = r->p + r->from, *end, *tab;
    size_t n;

    end = memchr(p, '\n', r->to - r->from);
    if (end == NULL && r->read < r->text->size) {
        if (!more(r))
            return -1;
        p = r->p;
        end = memchr(p, '\n', r->to);
    }
    r->line++;
    if (r->from == r->to)
        return 0;
    n = end != NULL ? (size_t)(end - p) : r->to - r->from;
    if (n > EVAL_LINE)
        return eval_pairs_error(r, "longer than 32768 bytes");
    r->from += n + (end != NULL);
    if (n > 0 && p[n - 1] == '\r')
        n--;
    tab = memchr(p, '\t', n);
    if (tab == NULL)
        return eval_pairs_error(r, "no tab between written and meant");
    pair->side[0] = p;
    pair->n[0] = (size_t)(tab - p);
    pair->side[1] = tab + 1;
    n -= pair->n[0] + 1;
    tab = memchr(tab + 1, '\t', n);
    pair->n[1] = tab != NULL ? (size_t)(tab - pair->side[1]) : n;
    return 1;
}

/* ---- a side, corrected --------------------------------------------------------- */

/* A finding of the piece; its text is in words. */
typedef struct finding {
    size_t at, length, text, n;
    double probability;
} finding;

struct eval_corrector {
    uint8_t p[BLT_SEGMENT_PIECE + EVAL_LINE + 1];
    size_t n;
    finding *found;
    size_t n_found, founds;
    char *words;
    size_t n_words, room;
    eval_fix *fix;              /* of a line */
    size_t fixes;
    eval_pairs ahead, behind;
};

eval_corrector *
eval_corrector_new(void)
{
    eval_corrector *c = calloc(1, sizeof *c);

    if (c == NULL)
        cli_die_memory();
    return c;
}

void
eval_corrector_free(eval_corrector *c)
{
    free(c->found);
    free(c->words);
    free(c->fix);
    free(c);
}

/* At least n things of a size, doubling. */
static void *
grown(void *p, size_t *have, size_t n, size_t size)
{
    if (n <= *have)
        return p;
    if (n > SIZE_MAX / 4 / size)
        cli_die_memory();
    *have = 2 * n;
    p = realloc(p, *have * size);
    if (p == NULL)
        cli_die_memory();
    return p;
}

/* What blt-spell reports or puts right, with something to put there. */
static blt_status
found(void *user, const blt_spell_finding *f, blt_error *err)
{
    const blt_spell_alternative *a = f->alternative;
    eval_corrector *c = user;

    (void)err;
    if (f->n == 0 || (f->wrong < EVAL_WRONG
                      && !(a->probability >= eval.confidence))
        || memchr(c->p + f->offset, '\n', f->length) != NULL
        || memchr(a->text, '\n', a->length) != NULL)
        return BLT_OK;
    c->found = grown(c->found, &c->founds, c->n_found + 1, sizeof *c->found);
    c->words = grown(c->words, &c->room, c->n_words + a->length, 1);
    memcpy(c->words + c->n_words, a->text, a->length);
    c->found[c->n_found++] = (finding){
        f->offset, f->length, c->n_words, a->length, a->probability
    };
    c->n_words += a->length;
    return BLT_OK;
}

/* The findings k .. end of the line that begins at byte `from`. */
static const eval_fix *
fixes(eval_corrector *c, size_t k, size_t end, size_t from)
{
    c->fix = grown(c->fix, &c->fixes, end - k + 1, sizeof *c->fix);
    for (size_t i = k; i < end; i++)
        c->fix[i - k] = (eval_fix){
            c->found[i].at - from, c->found[i].length,
            c->words + c->found[i].text, c->found[i].n,
            c->found[i].probability
        };
    return c->fix;
}

/* Checks the first n bytes, whole lines, and tells of each. */
static int
check(eval_corrector *c, blt_speller *s, size_t n, int side,
      eval_line_call *call, void *arg)
{
    blt_error err;
    size_t k = 0, end;
    eval_pair pair;

    c->n_found = c->n_words = 0;
    if (blt_speller_check(s, c->p, n, found, c, &err) != BLT_OK)
        cli_die(c->ahead.text->name, "%s", err.text);
    for (size_t from = 0, to; from < n; from = to + 1, k = end) {
        if (eval_pairs_next(&c->behind, &pair) <= 0)
            return 0;
        to = from + pair.n[side];
        if (to >= n || c->p[to] != '\n'
            || memcmp(c->p + from, pair.side[side], pair.n[side]) != 0) {
            eval_pairs_error(&c->behind, "changed while it was read");
            return 0;
        }
        for (end = k; end < c->n_found && c->found[end].at < to;)
            end++;
        if (!call(&c->behind, &pair, fixes(c, k, end, from), end - k, arg))
            return 0;
    }
    memmove(c->p, c->p + n, c->n - n);
    c->n -= n;
    return 1;
}

int
eval_correct(eval_corrector *c, blt_speller *s, const eval_text *t, int fd,
             int side, eval_line_call *call, void *arg)
{
    eval_pair pair;
    int got = 0, well = 1;

    c->n = 0;
    eval_pairs_open(&c->ahead, t, fd);
    eval_pairs_open(&c->behind, t, fd);
    blt_speller_reset(s);
    while (well && (got = eval_pairs_next(&c->ahead, &pair)) > 0) {
        memcpy(c->p + c->n, pair.side[side], pair.n[side]);
        c->n += pair.n[side];
        c->p[c->n++] = '\n';
        if (c->n >= BLT_SEGMENT_PIECE)
            well = check(c, s, blt_segment_piece(c->p), side, call, arg);
    }
    if (well && got == 0 && c->n > 0)
        well = check(c, s, c->n, side, call, arg);
    return well && got == 0;
}
