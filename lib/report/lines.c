/* The most surprising lines of a text.  They are few, and nearly all lines
 * are none of them, so that they simply lie in order. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "report/tally.h"

static double
rank(const blt__line *line)
{
    return line->nats / (double)line->bytes;
}

static int
copy(blt__line *to, const blt__line *line)
{
    *to = *line;
    if (line->document == NULL)
        return 1;
    to->document = strdup(line->document);
    return to->document != NULL;
}

int
blt__lines_add(blt__lines *t, const blt__line *line)
{
    size_t at = t->n;

    if (t->most == 0 || line->bytes < BLT__LINE_LEAST
        || !(rank(line) == rank(line)))
        return 1;
    if (t->n == t->most && !(rank(line) > rank(&t->line[t->n - 1])))
        return 1;
    if (t->line == NULL) {
        t->line = calloc(t->most, sizeof *t->line);
        if (t->line == NULL)
            return 0;
    }
    if (t->n == t->most) {
        free(t->line[--at].document);
        t->n--;
    }
    while (at > 0 && rank(line) > rank(&t->line[at - 1]))
        at--;
    memmove(t->line + at + 1, t->line + at, (t->n - at) * sizeof *t->line);
    t->n++;
    return copy(&t->line[at], line);
}

void
blt__lines_clear(blt__lines *t)
{
    while (t->n > 0)
        free(t->line[--t->n].document);
}

void
blt__lines_free(blt__lines *t)
{
    blt__lines_clear(t);
    free(t->line);
}
