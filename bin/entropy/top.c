/* The N most surprising units: a heap with the least surprising of them on
 * top, where a better one takes its place. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

/* Bits per byte, but as if each had some bytes more that cost nothing: else
 * an empty line, whose one byte may cost as much as any, would come before
 * the odd lines of a log.  In a package log with a key, a line of mojibake
 * and a rule of five tildes put into it, 0 has the tildes first, 4 the key
 * and the mojibake; 16 and more favour long lines. */
enum { MORE = 4 };

double
entropy_unit_rank(const entropy_unit *u)
{
    return u->nats / (double)(u->length + MORE);
}

/* Does a rank behind b?  Of equals the later one. */
static int
behind(const entropy_unit *a, const entropy_unit *b)
{
    double x = entropy_unit_rank(a), y = entropy_unit_rank(b);

    return x != y ? x < y : a->number > b->number;
}

static void
swap(entropy_top *t, size_t i, size_t j)
{
    entropy_unit u = t->kept[i];

    t->kept[i] = t->kept[j];
    t->kept[j] = u;
}

static void
sink(entropy_top *t, size_t n)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && behind(&t->kept[child + 1], &t->kept[child]))
            child++;
        if (!behind(&t->kept[child], &t->kept[i]))
            break;
        swap(t, i, child);
    }
}

static void
rise(entropy_top *t, size_t i)
{
    for (; i > 0 && behind(&t->kept[i], &t->kept[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(t, i, (i - 1) / 2);
}

static void
free_unit(entropy_unit *u)
{
    free((char *)u->document);
    free((uint8_t *)u->text);
}

static entropy_unit
copy_of(const entropy_unit *u)
{
    entropy_unit copy = *u;

    copy.document = strdup(u->document);
    if (copy.document == NULL)
        cli_die_memory();
    if (u->text != NULL) {
        uint8_t *text = malloc((size_t)u->length + 1);

        if (text == NULL)
            cli_die_memory();
        memcpy(text, u->text, (size_t)u->length);
        copy.text = text;
    }
    return copy;
}

void
entropy_top_add(entropy_top *t, const entropy_unit *u)
{
    if (t->n == t->most) {
        if (!behind(&t->kept[0], u))
            return;
        free_unit(&t->kept[0]);
        t->kept[0] = copy_of(u);
        sink(t, t->n);
        return;
    }
    if ((t->n & (t->n - 1)) == 0) {     /* full at each power of two */
        entropy_unit *p = realloc(t->kept, (t->n ? 2 * t->n : 1)
                                  * sizeof *p);

        if (p == NULL)
            cli_die_memory();
        t->kept = p;
    }
    t->kept[t->n] = copy_of(u);
    rise(t, t->n++);
}

/* The heap is taken apart from its end. */
void
entropy_top_sort(entropy_top *t)
{
    for (size_t n = t->n; n > 1; n--) {
        swap(t, 0, n - 1);
        sink(t, n - 1);
    }
}

void
entropy_top_free(entropy_top *t)
{
    for (size_t i = 0; i < t->n; i++)
        free_unit(&t->kept[i]);
    free(t->kept);
}
