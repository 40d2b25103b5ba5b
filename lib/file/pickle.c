/* The stack machine of pickle, protocol 2, without the calls.
 *
 * The opcodes are those of Python's pickletools.  Each makes at most one
 * value, so the size of the pickle bounds the memory; nothing recurses, so
 * depth costs nothing. */
#include "config.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "file/pickle.h"
#include "text/text.h"

#define DICT_NAME "collections.OrderedDict"

typedef struct machine {
    blt__pickle *p;
    const uint8_t *text;
    size_t n, at, op;           /* at: next byte; op: of this opcode */
    uint32_t *stack, *mark, *memo;  /* [n]; memo: value + 1, 0 is empty */
    size_t depth, marks;
    const char *const *names;
    const char *path;
    blt_error *err;
    blt_status status;          /* of the first failure */
} machine;

static void
bad(machine *m, const char *why)
{
    if (m->status == BLT_OK)
        m->status = blt__fail(m->err, BLT_EDATA, "%s: pickle: byte %zu: %s",
                              m->path, m->op, why);
}

/* ---- operands and the stack ------------------------------------------------ */

/* The next k bytes; NULL after a failure. */
static const uint8_t *
take(machine *m, size_t k)
{
    const uint8_t *p = m->text + m->at;

    if (k > m->n - m->at) {
        bad(m, "is cut short");
        return NULL;
    }
    m->at += k;
    return p;
}

/* An unsigned number of at most 8 bytes; 0 after a failure. */
static uint64_t
take_number(machine *m, size_t bytes)
{
    const uint8_t *p = take(m, bytes);
    uint64_t x = 0;

    while (p != NULL && bytes-- > 0)
        x = x << 8 | p[bytes];
    return x;
}

/* A line without its end, which is '\n'; n is its length. */
static const char *
take_line(machine *m, size_t *n)
{
    const uint8_t *p = m->text + m->at;
    const uint8_t *end = memchr(p, '\n', m->n - m->at);

    *n = 0;
    if (end == NULL) {
        bad(m, "is cut short");
        return "";
    }
    *n = (size_t)(end - p);
    m->at += *n + 1;
    return (const char *)p;
}

static void
push(machine *m, uint32_t value)
{
    assert(m->depth < m->n);    /* each push costs an opcode */
    m->stack[m->depth++] = value;
}

static blt__pickle_value *
push_new(machine *m, blt__pickle_kind kind)
{
    blt__pickle_value *v = &m->p->value[m->p->values];

    assert(m->p->values < m->n);
    memset(v, 0, sizeof *v);
    v->kind = kind;
    push(m, m->p->values++);
    return v;
}

/* The floor of the stack is its last mark: nothing below can be popped. */
static uint32_t
pop(machine *m)
{
    if (m->depth <= (m->marks > 0 ? m->mark[m->marks - 1] : 0)) {
        bad(m, "takes from an empty stack");
        return 0;
    }
    return m->stack[--m->depth];
}

/* The values above the last mark, which goes with them; they stay readable
 * until the next push. */
static const uint32_t *
pop_mark(machine *m, size_t *n)
{
    size_t from;

    *n = 0;
    if (m->marks == 0) {
        bad(m, "has no mark");
        return m->stack;
    }
    from = m->mark[--m->marks];
    *n = m->depth - from;
    m->depth = from;
    return m->stack + from;
}

/* The topmost value, which must be of this kind; NULL after a failure. */
static blt__pickle_value *
top(machine *m, blt__pickle_kind kind, const char *why)
{
    if (m->depth <= (m->marks > 0 ? m->mark[m->marks - 1] : 0))
        bad(m, "takes from an empty stack");
    else if (m->p->value[m->stack[m->depth - 1]].kind == kind)
        return &m->p->value[m->stack[m->depth - 1]];
    else
        bad(m, why);
    return NULL;
}

/* ---- groups of opcodes --------------------------------------------------------- */

static void
put_text(machine *m)
{
    size_t n = (size_t)take_number(m, 4);
    const uint8_t *p = take(m, n);
    blt__pickle_value *v;

    if (p == NULL)
        return;
    if (!blt__utf8_valid(p, n) || memchr(p, '\0', n) != NULL) {
        bad(m, "a text is not UTF-8");
        return;
    }
    v = push_new(m, BLT__PICKLE_TEXT);
    v->first = (uint32_t)(p - m->text);
    v->n = (uint32_t)n;
}

/* Little-endian, two's complement, of any length up to 8 bytes. */
static void
put_long(machine *m)
{
    size_t n = (size_t)take_number(m, 1);
    uint64_t x;

    if (n > 8) {
        bad(m, "a number has more than 64 bits");
        return;
    }
    x = take_number(m, n);
    if (n > 0 && n < 8 && x >> (8 * n - 1) != 0)
        x |= UINT64_MAX << 8 * n;
    push_new(m, BLT__PICKLE_INT)->number = (int64_t)x;
}

/* Returns 0 if the opcode is not in this group. */
static int
run_scalar(machine *m, uint8_t op)
{
    switch (op) {
    case 'N': push_new(m, BLT__PICKLE_NONE); return 1;
    case 0x88: push_new(m, BLT__PICKLE_BOOL)->number = 1; return 1;
    case 0x89: push_new(m, BLT__PICKLE_BOOL); return 1;
    case 'K':
        push_new(m, BLT__PICKLE_INT)->number = (int64_t)take_number(m, 1);
        return 1;
    case 'M':
        push_new(m, BLT__PICKLE_INT)->number = (int64_t)take_number(m, 2);
        return 1;
    case 'J':
        push_new(m, BLT__PICKLE_INT)->number =
            (int32_t)(uint32_t)take_number(m, 4);
        return 1;
    case 0x8a: put_long(m); return 1;
    case 'G':
        take(m, 8);
        push_new(m, BLT__PICKLE_REAL);
        return 1;
    case 'X': put_text(m); return 1;
    default: return 0;
    }
}

static void
put_tuple(machine *m, const uint32_t *from, size_t n)
{
    const uint32_t first = m->p->items;
    blt__pickle_value *v;

    /* What is popped was pushed, so the items of all tuples fit. */
    assert(n <= m->n - first);
    memcpy(m->p->item + first, from, n * sizeof *from);
    m->p->items += (uint32_t)n;
    v = push_new(m, BLT__PICKLE_TUPLE);
    v->first = first;
    v->n = (uint32_t)n;
}

static void
tuple_of(machine *m, size_t n)
{
    uint32_t from[3];

    for (size_t i = n; i-- > 0;)
        from[i] = pop(m);
    if (m->status == BLT_OK)
        put_tuple(m, from, n);
}

static void
add_pair(machine *m, blt__pickle_value *dict, uint32_t key, uint32_t value)
{
    const uint32_t i = m->p->pairs++;

    assert(i < m->n);
    m->p->pair[i] = (blt__pickle_pair){ key, value, 0 };
    if (dict->first == 0)
        dict->first = i + 1;
    else
        m->p->pair[dict->n].next = i + 1;
    dict->n = i;
}

static void
set_items(machine *m)
{
    size_t n;
    const uint32_t *from = pop_mark(m, &n);
    blt__pickle_value *dict = top(m, BLT__PICKLE_DICT,
                                  "adds a key to something else than a "
                                  "dictionary");

    if (n % 2 != 0)
        bad(m, "a key has no value");
    for (size_t i = 0; m->status == BLT_OK && i < n; i += 2)
        add_pair(m, dict, from[i], from[i + 1]);
}

static void
set_item(machine *m)
{
    uint32_t value = pop(m), key = pop(m);
    blt__pickle_value *dict = top(m, BLT__PICKLE_DICT,
                                  "adds a key to something else than a "
                                  "dictionary");

    if (m->status == BLT_OK)
        add_pair(m, dict, key, value);
}

static int
run_container(machine *m, uint8_t op)
{
    static const char no_list[] =
        "appends to something else than a list";
    const uint32_t *from;
    size_t n;

    switch (op) {
    case '(': m->mark[m->marks++] = (uint32_t)m->depth; return 1;
    case ')': put_tuple(m, m->stack, 0); return 1;
    case 't':
        from = pop_mark(m, &n);
        if (m->status == BLT_OK)
            put_tuple(m, from, n);
        return 1;
    case 0x85: tuple_of(m, 1); return 1;
    case 0x86: tuple_of(m, 2); return 1;
    case 0x87: tuple_of(m, 3); return 1;
    case ']': push_new(m, BLT__PICKLE_LIST); return 1;
    case 'a': pop(m); top(m, BLT__PICKLE_LIST, no_list); return 1;
    case 'e': pop_mark(m, &n); top(m, BLT__PICKLE_LIST, no_list); return 1;
    case '}': push_new(m, BLT__PICKLE_DICT); return 1;
    case 's': set_item(m); return 1;
    case 'u': set_items(m); return 1;
    default: return 0;
    }
}

static void
put_memo(machine *m, uint64_t i)
{
    if (m->depth <= (m->marks > 0 ? m->mark[m->marks - 1] : 0))
        bad(m, "takes from an empty stack");
    else if (i >= m->n)             /* writers number from 0 */
        bad(m, "a number of the memo is out of range");
    else
        m->memo[i] = m->stack[m->depth - 1] + 1;
}

static void
get_memo(machine *m, uint64_t i)
{
    if (m->status == BLT_OK && (i >= m->n || m->memo[i] == 0))
        bad(m, "a number of the memo has no value");
    if (m->status == BLT_OK)
        push(m, m->memo[i] - 1);
}

/* A module and a name, each on a line. */
static void
put_name(machine *m)
{
    size_t k, n, i;
    const char *module = take_line(m, &k), *name = take_line(m, &n);

    for (i = 0; m->names[i] != NULL; i++)
        if (strlen(m->names[i]) == k + 1 + n
            && memcmp(m->names[i], module, k) == 0 && m->names[i][k] == '.'
            && memcmp(m->names[i] + k + 1, name, n) == 0)
            break;
    if (m->status == BLT_OK && m->names[i] == NULL) {
        m->status = blt__fail(m->err, BLT_EDATA, "%s: pickle: byte %zu: "
                              "\"%.*s.%.*s\" is refused: a state dict needs "
                              "only tensors, and no code is run", m->path,
                              m->op, k > 80 ? 80 : (int)k, module,
                              n > 80 ? 80 : (int)n, name);
        return;
    }
    push_new(m, BLT__PICKLE_NAME)->name = (uint32_t)i;
}

/* Calling OrderedDict without arguments makes a dictionary. */
static void
reduce(machine *m)
{
    const uint32_t args = pop(m), f = pop(m);
    const blt__pickle_value *v = m->p->value;
    blt__pickle_value *out;
    const char *name;

    if (m->status == BLT_OK && (v[f].kind != BLT__PICKLE_NAME
                                || v[args].kind != BLT__PICKLE_TUPLE))
        bad(m, "calls something else than a name");
    if (m->status != BLT_OK)
        return;
    name = m->names[v[f].name];
    if (strcmp(name, DICT_NAME) != 0) {
        out = push_new(m, BLT__PICKLE_CALL);
        out->name = m->p->value[f].name;
        out->first = args;
    } else if (v[args].n == 0) {
        push_new(m, BLT__PICKLE_DICT);
    } else {
        bad(m, DICT_NAME " has arguments");
    }
}

/* The attributes of a dictionary (a state dict has _metadata, the versions of
 * its modules) are dropped. */
static void
build(machine *m)
{
    const uint32_t state = pop(m);

    top(m, BLT__PICKLE_DICT, "sets attributes of something else than a "
        "dictionary");
    if (m->status == BLT_OK
        && m->p->value[state].kind != BLT__PICKLE_DICT)
        bad(m, "attributes are not a dictionary");
}

static int
run_rest(machine *m, uint8_t op)
{
    switch (op) {
    case 'q': put_memo(m, take_number(m, 1)); return 1;
    case 'r': put_memo(m, take_number(m, 4)); return 1;
    case 'h': get_memo(m, take_number(m, 1)); return 1;
    case 'j': get_memo(m, take_number(m, 4)); return 1;
    case 'c': put_name(m); return 1;
    case 'R': reduce(m); return 1;
    case 'b': build(m); return 1;
    case 'Q': {
        uint32_t id = pop(m);

        if (m->status == BLT_OK)
            push_new(m, BLT__PICKLE_PERSISTENT)->first = id;
        return 1;
    }
    default: return 0;
    }
}

static void
run(machine *m)
{
    if (m->n < 2 || m->text[0] != 0x80)
        bad(m, "is not a pickle of protocol 2");
    else if (m->text[1] != 2)
        bad(m, "is not of protocol 2, which torch.save writes");
    m->at = 2;
    while (m->status == BLT_OK) {
        const uint8_t *op;

        m->op = m->at;
        op = take(m, 1);
        if (op == NULL)
            return;
        if (*op == '.')
            break;
        if (!run_scalar(m, *op) && !run_container(m, *op)
            && !run_rest(m, *op)) {
            m->status = blt__fail(m->err, BLT_EDATA, "%s: pickle: byte %zu: "
                                  "opcode 0x%02x is refused: a state dict "
                                  "does not need it", m->path, m->op, *op);
            return;
        }
    }
    m->marks = 0;
    m->p->root = pop(m);
    if (m->status == BLT_OK && m->depth != 0)
        bad(m, "ends with more than one value");
}

blt_status
blt__pickle_read(blt__pickle *p, const uint8_t *text, size_t n,
                 const char *const *names, const char *path,
                 blt_error *err)
{
    machine m = { .p = p, .text = text, .n = n, .names = names,
                  .path = path, .err = err, .status = BLT_OK };

    memset(p, 0, sizeof *p);
    p->text = text;
    if (n > BLT__PICKLE_MAX)
        return blt__fail(err, BLT_EDATA, "%s: pickle: %zu bytes are over the "
                         "limit of %u", path, n, BLT__PICKLE_MAX);
    p->value = blt__alloc(n + 1, sizeof p->value[0]);
    p->item = blt__alloc(n + 1, sizeof p->item[0]);
    p->pair = blt__alloc(n + 1, sizeof p->pair[0]);
    m.stack = blt__alloc(n + 1, sizeof m.stack[0]);
    m.mark = blt__alloc(n + 1, sizeof m.mark[0]);
    m.memo = blt__alloc(n + 1, sizeof m.memo[0]);
    if (p->value == NULL || p->item == NULL || p->pair == NULL
        || m.stack == NULL || m.mark == NULL || m.memo == NULL)
        m.status = blt__fail_memory(err, path);
    else
        run(&m);
    free(m.stack);
    free(m.mark);
    free(m.memo);
    if (m.status != BLT_OK)
        blt__pickle_free(p);
    return m.status;
}

void
blt__pickle_free(blt__pickle *p)
{
    free(p->value);
    free(p->item);
    free(p->pair);
    memset(p, 0, sizeof *p);
}
