/* Parsing error models, blt-channel(5).  A line starts with a keyword, or is
 * a rule: "ph f 3.1 first 4.5".
 *
 * A group (letters that sound or look alike, rows of a keyboard) becomes
 * rules between each two of its letters with the bits of the group's prior,
 * which may be set before or after.  Listed rules take precedence over these,
 * and the last of two equal rules over the first.  Files are untrusted. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/real.h"
#include "lang/channel_file.h"
#include "lang/channel_index.h"

/* Limits on what a file may ask for; chosen. */
#define FILE_MAX 4194304u       /* bytes */
#define GROUP_MAX 64            /* letters of a group or a keyboard row */
#define CONFUSABLES_MAX 4096u
#define DEPTH_MAX 8             /* nested includes */
#define BITS_MAX 64

const char *const blt__edit_kind_names[BLT__EDIT_KINDS] = {
    "lost", "single", "extra", "double", "swap", "vowel", "similar", "alike",
    "key", "other", "mark-lost", "mark-extra", "mark-other", "sign-lost",
    "sign-extra", "blank-lost", "blank-extra", "case", "again"
};

/* Bits where no file says otherwise; chosen by hand, as in any.channel. */
static const float default_prior[BLT__EDIT_KINDS] = {
    4, 1.5f, 6, 2, 2.5f, 2.5f, 3.5f, 5, 5.5f, 6.5f, 1, 4, 2, 1, 4, 4, 4,
    3, 2
};

typedef struct parser {
    blt__channel *c;
    const char *path;
    size_t line;
    int depth;
    blt_error *err;
} parser;

static blt_status
bad(const parser *r, const char *why, const char *what)
{
    return blt__fail(r->err, BLT_EDATA, "%s: line %zu: %s: \"%.40s\"",
                     r->path, r->line, why, what);
}

/* The next word of a line, cut off with a NUL; NULL at its end. */
static char *
word(char **line)
{
    char *w = *line + strspn(*line, " \t\r"), *end = w + strcspn(w, " \t\r");

    if (w == end)
        return NULL;
    *line = end + (*end != '\0');
    *end = '\0';
    return w;
}

/* The folded letters of a word, at most max; "_" has none.  -1: too many, or
 * not UTF-8. */
static int
letters(const blt__channel *c, uint32_t *out, int max, const char *w)
{
    size_t n = strlen(w);
    int m = 0;

    if (strcmp(w, "_") == 0)
        return 0;
    while (n > 0) {
        uint32_t letter;
        int k = blt__utf8_char(&letter, (const uint8_t *)w, n);

        if (k <= 0 || m == max)
            return -1;
        out[m++] = blt__channel_fold(c, letter);
        w += k;
        n -= (size_t)k;
    }
    return m;
}

/* Parses bits: a decimal number, or "-" for INFINITY.  0: neither. */
static int
number(float *out, const char *w)
{
    char *end;
    double x;

    if (strcmp(w, "-") == 0) {
        *out = INFINITY;
        return 1;
    }
    if (w[strspn(w, "+-.0123456789")] != '\0')
        return 0;
    x = blt__real_parse(w, &end);
    if (*end != '\0' || end == w || !(x >= -3 && x <= BITS_MAX))
        return 0;
    *out = (float)x;
    return 1;
}

/* BITS [first BITS] [last BITS] */
static blt_status
read_bits(const parser *r, float *bits, char **line)
{
    char *w = word(line);

    if (w == NULL || !number(&bits[BLT__POSITION_INNER], w))
        return bad(r, "not bits, -3 to 64 or \"-\"", w ? w : "");
    bits[BLT__POSITION_FIRST] = bits[BLT__POSITION_LAST] =
        bits[BLT__POSITION_INNER];
    while ((w = word(line)) != NULL) {
        int position = strcmp(w, "first") == 0 ? BLT__POSITION_FIRST
            : strcmp(w, "last") == 0 ? BLT__POSITION_LAST : -1;

        if (position < 0)
            return bad(r, "neither first nor last", w);
        w = word(line);
        if (w == NULL || !number(&bits[position], w))
            return bad(r, "not bits, -3 to 64 or \"-\"", w ? w : "");
    }
    return BLT_OK;
}

/* ---- rules ------------------------------------------------------------------- */

static blt_status
add(const parser *r, const blt__rule *rule)
{
    return r->c->n_rules < BLT__RULES_MAX
        ? blt__channel_add_rule(r->c, rule, r->err)
        : bad(r, "too many rules", "");
}

static blt_status
read_rule(const parser *r, const char *from, char **line)
{
    const char *to = word(line);
    blt__rule rule = { 0 };
    blt_status status;
    int nf = letters(r->c, rule.from, BLT__SIDE_MAX, from);
    int nt = to ? letters(r->c, rule.to, BLT__SIDE_MAX, to) : -1;

    if (nf < 0)
        return bad(r, "neither a keyword nor up to five letters", from);
    if (nt < 0)
        return bad(r, "not up to five letters", to ? to : "");
    if (nf == nt && memcmp(rule.from, rule.to, sizeof rule.to) == 0)
        return bad(r, "writes what was meant", from);
    rule.n_from = (uint8_t)nf;
    rule.n_to = (uint8_t)nt;
    status = read_bits(r, rule.bits, line);
    return status == BLT_OK ? add(r, &rule) : status;
}

/* Adds the rules a -> b and b -> a. */
static blt_status
add_exchange(const parser *r, uint32_t a, uint32_t b, blt__edit_kind kind)
{
    blt__rule rule = { .from = { a }, .to = { b }, .n_from = 1, .n_to = 1,
                       .group = (uint8_t)(kind + 1) };
    blt__rule back = rule;
    blt_status status;

    if (a == b)
        return BLT_OK;
    back.from[0] = b;
    back.to[0] = a;
    status = add(r, &rule);
    return status == BLT_OK ? add(r, &back) : status;
}

static blt_status
read_groups(const parser *r, char **line, blt__edit_kind kind)
{
    uint32_t group[GROUP_MAX];
    blt_status status = BLT_OK;

    for (char *w; status == BLT_OK && (w = word(line)) != NULL;) {
        int n = letters(r->c, group, GROUP_MAX, w);

        if (n < 0)
            return bad(r, "no group of letters", w);
        for (int i = 0; i < n; i++)
            for (int k = i + 1; k < n && status == BLT_OK; k++)
                status = add_exchange(r, group[i], group[k], kind);
    }
    return status;
}

/* Rows from the top; each is half a key further right. */
static blt_status
read_keyboard(const parser *r, char **line)
{
    blt__channel *c = r->c;
    uint32_t row[2][GROUP_MAX];
    blt_status status = BLT_OK;
    int above = 0, n, turn = 0;

    for (char *w; (w = word(line)) != NULL; turn = !turn, above = n) {
        const uint32_t *up = row[!turn], *at = row[turn];

        n = letters(c, row[turn], GROUP_MAX, w);
        if (n <= 0)
            return bad(r, "no row of keys", w);
        for (int i = 0; i < n && status == BLT_OK; i++) {
            if (i + 1 < n)
                status = add_exchange(r, at[i], at[i + 1], BLT__EDIT_KEY);
            if (status == BLT_OK && i < above)
                status = add_exchange(r, at[i], up[i], BLT__EDIT_KEY);
            if (status == BLT_OK && i + 1 < above)
                status = add_exchange(r, at[i], up[i + 1], BLT__EDIT_KEY);
        }
        if (status != BLT_OK)
            return status;
        if (c->n_keys + GROUP_MAX + 1 > c->cap_keys) {
            size_t cap = 2 * c->cap_keys + 4 * GROUP_MAX;
            uint32_t *keys = cap > BLT__RULES_MAX ? NULL
                : realloc(c->keys, cap * sizeof *keys);

            if (keys == NULL)
                return blt__fail_memory(r->err, "keyboards");
            c->keys = keys;
            c->cap_keys = cap;
        }
        memcpy(c->keys + c->n_keys, at, (size_t)n * sizeof *at);
        c->n_keys += (size_t)n;
    }
    if (above > 0)
        c->keys[c->n_keys++] = 0;
    return BLT_OK;
}

/* ---- lines ------------------------------------------------------------------- */

static blt_status read_file(blt__channel *c, const char *path, int depth,
                            blt_error *err);

static blt_status
read_include(const parser *r, const char *name)
{
    const char *slash = strrchr(r->path, '/');
    size_t dir = slash ? (size_t)(slash - r->path) + 1 : 0;
    blt__buf path = { 0 };
    blt_status status;

    if (name == NULL || strlen(name) > 32 || name[strspn(name,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            "0123456789_-")] != '\0')
        return bad(r, "not the name of a channel", name ? name : "");
    if (r->depth == DEPTH_MAX)
        return bad(r, "included too deep", name);
    blt__buf_put(&path, r->path, dir);
    blt__buf_printf(&path, "%s.channel", name);
    status = path.failed ? blt__fail_memory(r->err, name)
        : read_file(r->c, path.p, r->depth + 1, r->err);
    blt__buf_free(&path);
    return status;
}

static blt_status
read_vowels(const parser *r, char **line)
{
    uint32_t vowel[GROUP_MAX];

    for (char *w; (w = word(line)) != NULL;) {
        int n = letters(r->c, vowel, GROUP_MAX, w);

        if (n < 0)
            return bad(r, "no letters", w);
        for (int i = 0; i < n; i++)
            if (vowel[i] < BLT__LETTER_TABLE)
                r->c->letter[vowel[i]].vowel = 1;
    }
    return BLT_OK;
}

/* A group of words that are written for each other. */
static blt_status
read_confused(const parser *r, char **line)
{
    blt__channel *c = r->c;
    uint32_t group = (uint32_t)c->n_confusables;
    float bits;
    char *w = word(line);

    if (w == NULL || !number(&bits, w) || !isfinite(bits))
        return bad(r, "not bits, -3 to 64", w ? w : "");
    while ((w = word(line)) != NULL) {
        char lower[4 * BLT__WORD_LETTERS];
        size_t n = blt__word_lower(lower, sizeof lower, w, strlen(w));

        if (n == 0
            || blt__channel_letters(c, (uint32_t[BLT__WORD_LETTERS]){ 0 }, w,
                                    strlen(w))
                == 0)
            return bad(r, "no word", w);
        if (c->n_confusables == CONFUSABLES_MAX)
            return bad(r, "too many confused words", w);
        if (c->n_confusables == c->cap_confusables) {
            size_t cap = c->cap_confusables ? 2 * c->cap_confusables : 128;
            blt__confusable *p = realloc(c->confusable, cap * sizeof *p);

            if (p == NULL)
                return blt__fail_memory(r->err, "confused words");
            c->confusable = p;
            c->cap_confusables = cap;
        }
        c->confusable[c->n_confusables++] = (blt__confusable){
            (uint32_t)c->confusable_text.n, (uint32_t)n, group, bits };
        blt__buf_put(&c->confusable_text, lower, n);
        if (c->confusable_text.failed)
            return blt__fail_memory(r->err, "confused words");
    }
    return c->n_confusables - group >= 2 ? BLT_OK
        : bad(r, "not two words", "");
}

static blt_status
read_prior(const parser *r, char **line)
{
    const char *name = word(line);

    for (int i = 0; name != NULL && i < BLT__EDIT_KINDS; i++)
        if (strcmp(name, blt__edit_kind_names[i]) == 0) {
            float *bits = r->c->prior[i];
            blt_status status = read_bits(r, bits, line);

            if (status == BLT_OK && i == BLT__EDIT_NEXT
                && !(bits[BLT__POSITION_INNER] >= 0.01f
                     && isfinite(bits[BLT__POSITION_INNER])))
                return bad(r, "0.01 at least", "again");
            return status;
        }
    return bad(r, "no prior of that name", name ? name : "");
}

static blt_status
read_line(const parser *r, char *line)
{
    char *key = word(&line);

    if (key == NULL || *key == '#')
        return BLT_OK;
    if (strcmp(key, "include") == 0)
        return read_include(r, word(&line));
    if (strcmp(key, "vowels") == 0)
        return read_vowels(r, &line);
    if (strcmp(key, "prior") == 0)
        return read_prior(r, &line);
    if (strcmp(key, "confused") == 0)
        return read_confused(r, &line);
    if (strcmp(key, "keyboard") == 0)
        return read_keyboard(r, &line);
    if (strcmp(key, "similar") == 0)
        return read_groups(r, &line, BLT__EDIT_SOUND);
    if (strcmp(key, "alike") == 0)
        return read_groups(r, &line, BLT__EDIT_SHAPE);
    return read_rule(r, key, &line);
}

static blt_status
read_file(blt__channel *c, const char *path, int depth, blt_error *err)
{
    blt__buf text = { 0 };
    parser r = { c, path, 0, depth, err };
    blt_status status = blt__read_whole(&text, path, FILE_MAX, err);
    static const char head[] = "#blt-channel 1";

    if (status == BLT_OK && (text.n < sizeof head - 1
            || memcmp(text.p, head, sizeof head - 1) != 0))
        status = blt__fail(err, BLT_EDATA,
                           "%s: does not begin with \"%s\"", path, head);
    for (char *p = text.p; status == BLT_OK && p < text.p + text.n;) {
        char *end = memchr(p, '\n', (size_t)(text.p + text.n - p));

        if (end == NULL)
            end = text.p + text.n;
        *end = '\0';
        r.line++;
        status = memchr(p, '\0', (size_t)(end - p))
            ? bad(&r, "a NUL", "") : read_line(&r, p);
        p = end + 1;
    }
    blt__buf_free(&text);
    return status;
}

blt_status
blt__channel_open(blt__channel **out, const char *path, blt_error *err)
{
    blt__channel *c = calloc(1, sizeof *c);
    blt_status status;

    *out = NULL;
    if (c == NULL)
        return blt__fail_memory(err, "error model");
    for (int i = 0; i < BLT__EDIT_KINDS; i++)
        for (int s = 0; s < BLT__POSITIONS; s++)
            c->prior[i][s] = default_prior[i];
    for (uint32_t i = 0; i < BLT__LETTER_TABLE; i++) {
        c->letter[i].lower = (uint16_t)blt__char_lower(i);
        c->letter[i].base = (uint16_t)blt__char_base(c->letter[i].lower);
    }
    status = path != NULL ? read_file(c, path, 0, err) : BLT_OK;
    if (status == BLT_OK)
        status = blt__channel_index(c, err);
    if (status != BLT_OK) {
        blt__channel_free(c);
        return status;
    }
    *out = c;
    return BLT_OK;
}
