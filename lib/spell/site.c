/* Growing arrays of sites and candidates. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/site.h"

void
blt__sites_clear(blt__sites *s)
{
    s->n = s->n_candidates = 0;
    blt__buf_clear(&s->text);
}

void
blt__sites_free(blt__sites *s)
{
    free(s->p);
    free(s->candidate);
    blt__buf_free(&s->text);
    memset(s, 0, sizeof *s);
}

/* p[*cap] with room for n + 1 items; NULL, p untouched, without memory. */
static void *
grow(void *p, size_t n, size_t *cap, size_t size)
{
    size_t want = *cap ? 2 * *cap : 64, bytes;
    void *q;

    if (n < *cap)
        return p;
    if (!blt__size_mul(&bytes, want, size) || !(q = realloc(p, bytes)))
        return NULL;
    *cap = want;
    return q;
}

blt__site *
blt__sites_add(blt__sites *s)
{
    blt__site *p = grow(s->p, s->n, &s->cap, sizeof *p);

    if (!p)
        return NULL;
    s->p = p;
    p += s->n++;
    memset(p, 0, sizeof *p);
    p->first = s->n_candidates;
    return p;
}

blt__candidate *
blt__sites_add_candidate(blt__sites *s, const char *text, size_t n)
{
    blt__candidate *a = grow(s->candidate, s->n_candidates,
                             &s->candidate_cap, sizeof *a);

    if (!a)
        return NULL;
    s->candidate = a;
    a += s->n_candidates;
    memset(a, 0, sizeof *a);
    a->text = s->text.n;
    a->length = n;
    a->plain = a->cloze = a->model = NAN;
    blt__buf_put(&s->text, text, n);
    blt__buf_put(&s->text, "", 1);
    if (s->text.failed)
        return NULL;
    s->n_candidates++;
    s->p[s->n - 1].n++;
    return a;
}

void
blt__sites_drop(blt__sites *s)
{
    s->n--;
    s->n_candidates = s->p[s->n].first;
    s->text.n = s->n_candidates
        ? s->candidate[s->n_candidates - 1].text
            + s->candidate[s->n_candidates - 1].length + 1 : 0;
}
