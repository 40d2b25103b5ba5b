/* Reading from the beginnings costs little to begin with: bytes are taken
 * apart where searches go.  The other way needs all words once (some ten
 * milliseconds for 200,000), so it is made when it is first asked for. */
#include "config.h"
#include <string.h>
#include "candidates/index.h"

static void
clear(blt__reading *r)
{
    blt__trie_free(&r->onwards);
    blt__trie_free(&r->backwards);
    blt__ends_free(&r->ends);
    blt__channel_free(r->turned);
    blt__minima_free(&r->minima);
    memset(r, 0, sizeof *r);
}

blt__reading *
blt__readings_of(blt__readings *all, const blt__lexicon *l,
                 const blt__channel *c)
{
    size_t n = sizeof all->reading / sizeof *all->reading;
    blt__reading *r = &all->reading[0];

    all->clock++;
    for (size_t i = 0; i < n; i++) {
        blt__reading *x = &all->reading[i];

        if (x->l == l && x->c == c) {
            x->used = all->clock;
            return x;
        }
        if (x->used < r->used)
            r = x;
    }
    clear(r);
    if (!blt__minima_make(&r->minima, l)
        || !blt__trie_make(&r->onwards, &r->minima, NULL, c)) {
        clear(r);
        return NULL;
    }
    r->l = l;
    r->c = c;
    r->made = r->used = all->clock;
    return r;
}

int
blt__reading_turn(blt__reading *r)
{
    blt_error err;

    if (r->backwards.twig != NULL)
        return 1;
    if (r->turned == NULL
        && blt__channel_backwards(&r->turned, r->c, &err) != BLT_OK)
        return 0;
    return (r->ends.word != NULL || blt__ends_make(&r->ends, r->l))
        && blt__trie_make(&r->backwards, &r->minima, &r->ends, r->turned);
}

void
blt__readings_free(blt__readings *all)
{
    for (size_t i = 0; i < sizeof all->reading / sizeof *all->reading; i++)
        clear(&all->reading[i]);
}
