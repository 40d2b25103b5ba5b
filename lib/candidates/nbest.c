/* A list ordered by bits, and by word number among equals, so that the result
 * does not depend on the order of the search. */
#include "config.h"
#include "candidates/nbest.h"

static float
bits(const blt__match *x)
{
    return x->channel + x->unigram;
}

static int
better(const blt__match *a, const blt__match *b)
{
    float x = bits(a), y = bits(b);

    if (x < y || x > y)
        return x < y;
    return a->word[0] != b->word[0] ? a->word[0] < b->word[0]
        : a->word[1] < b->word[1];
}

void
blt__nbest_put(blt__nbest *f, const blt__match *x)
{
    size_t i = 0;

    while (i < f->n && (f->out[i].word[0] != x->word[0]
                        || f->out[i].word[1] != x->word[1]))
        i++;
    if (i < f->n && !better(x, &f->out[i]))
        return;
    if (i == f->n) {
        if (i == f->max && !better(x, &f->out[i - 1]))
            return;
        if (i < f->max)
            f->n++;
        else
            i--;
    }
    for (; i > 0 && better(x, &f->out[i - 1]); i--)
        f->out[i] = f->out[i - 1];
    f->out[i] = *x;
    f->bound = bits(&f->out[0]) + f->slack;
    if (f->n == f->max && bits(&f->out[f->max - 1]) < f->bound)
        f->bound = bits(&f->out[f->max - 1]);
}

size_t
blt__nbest_count(const blt__nbest *f)
{
    size_t n = f->n;

    while (n > 0 && bits(&f->out[n - 1]) > bits(&f->out[0]) + f->slack)
        n--;
    return n;
}
