/* Reading a DAWG in place. */
#include "config.h"
#include <string.h>
#include "lang/dawg.h"

typedef struct node {
    const uint8_t *label, *to, *skip;
    size_t n, width;        /* children; bytes of a skip */
    uint32_t next;          /* the node that follows in the data */
    int final, follows;
} node;

/* 0 if there is no complete node at offset `at`. */
static int
read_node(node *x, const blt__dawg *a, uint32_t at)
{
    const uint8_t *p = a->p;
    size_t left, size = 1;
    unsigned head;

    if (at < BLT__DAWG_LABELS || at >= a->n)
        return 0;
    p += at;
    left = a->n - at;
    head = p[0];
    x->final = head >> 7;
    x->follows = head >> 6 & 1;
    x->width = head >> 4 & 3;
    x->n = head & 15;
    if (x->width == 0 && x->n > 1) {
        *x = (node){ a->p + (head >> 6) * 14 + x->n - 2, NULL, NULL, 1, 0,
                     at + 1, 0, 1 };
        return 1;
    }
    if (x->n == 15) {
        if (left < 2)
            return 0;
        x->n = p[1];
        size = 2;
    }
    x->label = p + size;
    x->next = at + 1;
    if (x->n == 0)
        return 1;
    x->to = x->label + x->n;
    x->skip = x->to + 3 * (x->n - (size_t)x->follows);
    size += 4 * x->n - 3 * (size_t)x->follows + x->width * (x->n - 1);
    x->next = at + (uint32_t)size;
    return size <= left;
}

/* At most three bytes, little-endian. */
static uint32_t
number(const uint8_t *p, size_t n)
{
    switch (n) {
    case 0:
        return 0;
    case 1:
        return p[0];
    case 2:
        return p[0] | (uint32_t)p[1] << 8;
    default:
        return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
    }
}

static blt__dawg_state
child(const node *x, blt__dawg_state at, size_t i)
{
    blt__dawg_state to;

    to.node = x->follows && i + 1 == x->n ? x->next : number(x->to + 3 * i, 3);
    to.number = at.number + (uint32_t)x->final;
    if (i > 0)
        to.number += number(x->skip + x->width * (i - 1), x->width);
    return to;
}

blt__dawg_state
blt__dawg_root(const blt__dawg *a)
{
    return (blt__dawg_state){ a->n > BLT__DAWG_LABELS
        ? BLT__DAWG_LABELS : BLT__NO_NODE, 0 };
}

blt__dawg_state
blt__dawg_step(const blt__dawg *a, blt__dawg_state at, uint8_t byte)
{
    static const blt__dawg_state none = { BLT__NO_NODE, 0 };
    const uint8_t *p;
    node x;

    if (!read_node(&x, a, at.node) || x.n == 0)
        return none;
    p = memchr(x.label, byte, x.n);
    return p == NULL ? none : child(&x, at, (size_t)(p - x.label));
}

size_t
blt__dawg_children(const blt__dawg *a, blt__dawg_state at,
                   uint8_t *byte, blt__dawg_state *to, size_t max)
{
    node x;
    size_t n;

    if (!read_node(&x, a, at.node))
        return 0;
    n = x.n < max ? x.n : max;
    for (size_t i = 0; i < n; i++) {
        byte[i] = x.label[i];
        to[i] = child(&x, at, i);
    }
    return n;
}

size_t
blt__dawg_labels(const blt__dawg *a, blt__dawg_state at,
                 const uint8_t **label, uint32_t *word)
{
    node x;

    *word = BLT__NO_WORD;
    if (!read_node(&x, a, at.node))
        return 0;
    if (x.final && at.number < a->words)
        *word = at.number;
    *label = x.label;
    return x.n;
}

uint32_t
blt__dawg_word_at(const blt__dawg *a, blt__dawg_state at)
{
    node x;

    return read_node(&x, a, at.node) && x.final && at.number < a->words
        ? at.number : BLT__NO_WORD;
}

uint32_t
blt__dawg_find(const blt__dawg *a, const char *word, size_t n)
{
    blt__dawg_state at = blt__dawg_root(a);

    for (size_t i = 0; i < n && at.node != BLT__NO_NODE; i++)
        at = blt__dawg_step(a, at, (uint8_t)word[i]);
    return n > 0 ? blt__dawg_word_at(a, at) : BLT__NO_WORD;
}

/* Descends to the last child whose number is not above the word's.  The path
 * is never longer than the buffer, whatever the data say. */
size_t
blt__dawg_spell(const blt__dawg *a, uint32_t word, char *out,
                size_t size)
{
    blt__dawg_state at = blt__dawg_root(a), to;
    size_t n = 0;
    node x;

    if (size == 0)
        return 0;
    while (word < a->words && n + 1 < size && read_node(&x, a, at.node)) {
        size_t lo = 0, hi = x.n;

        if (x.final && at.number == word) {
            out[n] = '\0';
            return n;
        }
        while (lo < hi) {           /* the first child above */
            size_t mid = lo + (hi - lo) / 2;

            to = child(&x, at, mid);
            if (to.number <= word)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo == 0)
            break;
        at = child(&x, at, lo - 1);
        out[n++] = (char)x.label[lo - 1];
    }
    if (word < a->words && n + 1 == size
        && blt__dawg_word_at(a, at) == word) {
        out[n] = '\0';
        return n;
    }
    out[0] = '\0';
    return 0;
}

/* A damaged file may have cycles.  STEPS is chosen: undamaged files need a few
 * steps per word. */
#define STEPS 64                /* per word, at most */
#define DEEPEST 255             /* bytes of a word; the builder's limit */

void
blt__dawg_each(const blt__dawg *a, blt__word_fn *f, void *arg)
{
    struct { node x; blt__dawg_state at; size_t next; } path[DEEPEST + 1];
    char word[DEEPEST];
    uint64_t steps = 0, most = (uint64_t)STEPS * a->words + DEEPEST;
    uint32_t left = a->words;
    size_t n = 0;

    path[0].at = blt__dawg_root(a);
    path[0].next = 0;
    if (!read_node(&path[0].x, a, path[0].at.node))
        return;
    for (;;) {
        const node *x = &path[n].x;

        if (path[n].next == 0 && n > 0 && x->final
            && path[n].at.number < a->words
            && (left-- == 0 || !f(arg, word, n, path[n].at.number)))
            return;
        if (path[n].next == x->n || n == DEEPEST) {
            if (n-- == 0)
                return;
            continue;
        }
        if (steps++ == most)
            return;
        word[n] = (char)x->label[path[n].next];
        path[n + 1].at = child(x, path[n].at, path[n].next++);
        path[n + 1].next = 0;
        if (read_node(&path[n + 1].x, a, path[n + 1].at.node))
            n++;
    }
}
