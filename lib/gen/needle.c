/* The automaton of Knuth, Morris and Pratt for one string.  Its state is the
 * number of last bytes that are a prefix of the string. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"

static size_t
step(const blt__needle *s, size_t at, uint8_t byte)
{
    if (at == s->n)             /* complete: search for the next occurrence */
        at = s->back[at];
    while (at > 0 && s->byte[at] != byte)
        at = s->back[at];
    return at + (s->byte[at] == byte);
}

int
blt__needle_init(blt__needle *s, const uint8_t *byte, size_t n)
{
    s->at = 0;
    s->n = n;
    s->byte = malloc(n);
    s->back = blt__alloc(n + 1, sizeof *s->back);
    if (s->byte == NULL || s->back == NULL)
        return 0;
    memcpy(s->byte, byte, n);
    memset(s->back, 0, (n + 1) * sizeof *s->back);
    for (size_t i = 1; i < n; i++)
        s->back[i + 1] = step(s, s->back[i], byte[i]);
    return 1;
}

void
blt__needle_clear(blt__needle *s)
{
    free(s->byte);
    free(s->back);
}

void
blt__needle_push(blt__needle *s, uint8_t byte)
{
    s->at = step(s, s->at, byte);
}
