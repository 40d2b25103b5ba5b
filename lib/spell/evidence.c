/* The evidence at a site, from the tokens around it. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/data.h"
#include "spell/speller.h"
#include "text/text.h"

#define AROUND 6                /* words on either side that the density is
                                   taken of.  Derived: about a line */
#define MAX_REPEATED 4          /* derived: 16 times are no coincidence */
#define PERHAPS 4               /* what is perhaps technical counts where so
                                   much less is so in any case.  Chosen by
                                   hand */
#define LEAST_WORLD 0.15f       /* what a name in lower case counts in English
                                   that is not technical: many short words are
                                   the name of some package */
#define LEAST_PLURAL 0.25f      /* of a common word of the language, */
#define RARE_SINGULAR 15.f      /* up to these bits.  Derived: one of 30,000
                                   words; typedef and pathspec are rarer */
#define RARE_PLURAL 2          /* of a rarer one.  Chosen by hand */
#define LEAST_UPPER 0.25f       /* the same for capitals: some people shout, */
#define LEAST_CAPITAL 0.5f      /* and for a first capital */
#define LEAST_APOSTROPHE 0.5f   /* and for clitics that careless people write */
#define GERMAN_NEIGHBOURS 0.25f /* German capitalises all nouns */
#define ADDRESS_TOKENS 5        /* up to the sign of an address.  Derived: two
                                   more names and a bracket */

static int
is_line_end(const blt_speller *s, const blt__token *a, const blt__token *b)
{
    size_t end = a->offset + a->length;

    return memchr(s->text + end, '\n', b->offset - end) != NULL;
}

static blt__case
case_of(const blt_speller *s, const blt__token *t)
{
    return blt__word_case((const char *)s->text + t->offset, t->length);
}

static int
is_capitalised(const blt_speller *s, size_t i)
{
    const blt__token *t = s->tokens.p + i;

    return i < s->tokens.n && t->kind == BLT__TOKEN_WORD
        && (case_of(s, t) == BLT__CASE_TITLE
            || (case_of(s, t) == BLT__CASE_MIXED
                && s->text[t->offset] >= 'A' && s->text[t->offset] <= 'Z'));
}

static int
is_mark(const blt_speller *s, size_t i, const char *marks)
{
    const blt__token *t = s->tokens.p + i;

    return i < s->tokens.n && t->kind == BLT__TOKEN_PUNCT && t->length == 1
        && strchr(marks, s->text[t->offset]) != NULL;
}

/* Capitalised words before and after token i: next to it, or after a comma or
 * the dot of an initial.  Both, between commas, count as five: a list of
 * names. */
static float
neighbours(const blt_speller *s, size_t i, float technical)
{
    size_t b = i, a = i + 1;
    float n = 0;

    while (b > 0 && is_mark(s, b - 1, ".,(\"'-"))
        b--;
    while (is_mark(s, a, ".,(\"'-"))
        a++;
    if (b > 0 && b + 2 >= i && is_capitalised(s, b - 1)
        && !is_line_end(s, s->tokens.p + b - 1, s->tokens.p + i))
        n++;
    if (a <= i + 3 && !is_mark(s, i + 1, ".") && is_capitalised(s, a)
        && !is_line_end(s, s->tokens.p + i, s->tokens.p + a))
        n++;
    /* In a list of names, at its beginning or in its middle. */
    return is_mark(s, i + 1, ",") && is_capitalised(s, i + 2)
        && (is_mark(s, i + 3, ",")
            || (n > 1 && i > 0 && is_mark(s, i - 1, ","))) ? 5
        : n * fmaxf(technical, LEAST_CAPITAL);
}

/* Whether an address or a handle follows on the line, after at most two
 * capitalised words. */
static int
has_address(const blt_speller *s, size_t i)
{
    size_t end = i + 1 + ADDRESS_TOKENS;

    for (size_t k = i + 1; k < end && k < s->tokens.n
         && !is_line_end(s, s->tokens.p + k - 1, s->tokens.p + k); k++) {
        const blt__token *t = s->tokens.p + k;

        if (t->skip && t->kind == BLT__TOKEN_WORD)
            return is_mark(s, k - 1, "<@") || is_mark(s, k + 1, "@");
        if (is_mark(s, k, "@"))
            return 1;
        if (t->kind == BLT__TOKEN_WORD && !is_capitalised(s, k))
            return 0;
    }
    return 0;
}

/* The words around token i, up to the end of the paragraph: how many, not
 * prose or unknown, and technical. */
typedef struct surroundings { size_t words, other, technical; } surroundings;

static surroundings
look_around(const blt_speller *s, size_t i)
{
    surroundings r = { 0, 0, 0 };

    for (int side = 0; side < 2; side++) {
        size_t found = 0;

        for (size_t k = i; found < AROUND; ) {
            const blt__token *t;

            if (side ? ++k >= s->tokens.n : k-- == 0)
                break;
            t = s->tokens.p + k;
            if (t->kind == BLT__TOKEN_BREAK)
                break;
            if (t->kind != BLT__TOKEN_WORD)
                continue;
            found++;
            r.words++;
            r.other += t->skip || t->unknown;
            r.technical += t->technical == BLT__TECHNICAL
                || (t->technical && s->document.technical
                    >= s->document.perhaps / PERHAPS);
        }
    }
    return r;
}

static float
clamp(float x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

static int
is_code(blt_spell_mode mode)
{
    return mode == BLT_SPELL_CODE || mode == BLT_SPELL_CODE_HASH
        || mode == BLT_SPELL_CODE_DASH || mode == BLT_SPELL_CODE_LISP
        || mode == BLT_SPELL_CODE_SCRIPT || mode == BLT_SPELL_CODE_PYTHON
        || mode == BLT_SPELL_CODE_SHELL || mode == BLT_SPELL_CONFIG;
}

/* BLT__E_TECHNICAL, of other modes.  Chosen by hand: of the document, 0 up to
 * a sixtieth of its words and 1 from a tenth on, and of the words around, an
 * eighth and three eighths.  A short document or line counts as a longer
 * one. */
static float
technical_share(const blt__document *d, const surroundings *r)
{
    size_t around = r->words < 8 ? 8 : r->words;
    uint64_t most = PERHAPS * d->technical,
        technical = d->technical + (d->perhaps < most ? d->perhaps : most);

    return fmaxf(clamp(12 * (float)technical / (float)(d->words + 40)
                       - 0.2f),
                 clamp(4 * (float)r->technical / (float)around - 0.5f));
}

/* Whether the line of token i is in capitals, but for few letters. */
static int
is_upper_line(const blt_speller *s, size_t i)
{
    const blt__token *t = s->tokens.p;
    size_t first = i, end = i + 1, upper = 0, other = 0;

    while (first > 0 && !is_line_end(s, t + first - 1, t + first)
           && t[first - 1].kind != BLT__TOKEN_BREAK)
        first--;
    while (end < s->tokens.n && !is_line_end(s, t + end - 1, t + end)
           && t[end].kind != BLT__TOKEN_BREAK)
        end++;
    for (size_t k = first; k < end; k++)
        if (k != i && t[k].kind == BLT__TOKEN_WORD && t[k].length > 1)
            *(case_of(s, t + k) == BLT__CASE_UPPER ? &upper : &other) += 1;
    return upper > other;
}

int
blt__speller_is_name(const blt_speller *s, const char *word, size_t n)
{
    const blt__names *names = blt__spell_names(s->data);
    char lower[2 * BLT__WORD_BYTES];
    size_t m;

    return blt__names_have(names, word, n)
        || ((m = blt__word_lower(lower, sizeof lower, word, n)) != 0
            && blt__names_have(names, lower, m));
}

/* The count of the document, or of all that were learned from, which may
 * include it. */
static uint32_t
most(const blt__word_counts *document, const blt__word_counts *learned,
     const char *word, size_t n)
{
    uint32_t a = blt__word_counts_get(document, word, n),
        b = learned->n > 0 ? blt__word_counts_get(learned, word, n) : 0;

    return a > b ? a : b;
}

uint32_t
blt__speller_count(const blt_speller *s, const char *word, size_t n)
{
    return most(&s->unknown, &s->learned.unknown, word, n);
}

static uint32_t
named_count(const blt_speller *s, const char *word, size_t n)
{
    return most(&s->document.named, &s->learned.named, word, n);
}

static int
has(const blt__language *l, const char *word, size_t n)
{
    return blt__lexicon_find(l->lexicon, word, n) != BLT__NO_WORD;
}

/* BLT__E_PLURAL of a word that ends in s; lower is that in lower case. */
static float
plural(const blt_speller *s, const blt__language *l, const char *word,
       size_t n, const char *lower, size_t m, float technical)
{
    uint32_t entry = blt__lexicon_find(l->lexicon, lower, m - 1);

    if (entry != BLT__NO_WORD
        && blt__lexicon_bits(l->lexicon, entry) > RARE_SINGULAR)
        return RARE_PLURAL;
    if (named_count(s, lower, m - 1) || blt__speller_count(s, word, n - 1)
        || blt__speller_is_name(s, word, n - 1))
        return 1;
    return entry == BLT__NO_WORD ? 0 : fmaxf(technical, LEAST_PLURAL);
}

/* Whether a word that ends in d is the name of a daemon: what is before it is a
 * name, and no common word of the language. */
static int
is_daemon(const blt_speller *s, const blt__language *l, const char *word,
          size_t n, const char *lower, size_t m)
{
    uint32_t entry;

    if (m < 4 || lower[m - 1] != 'd')
        return 0;
    entry = blt__lexicon_find(l->lexicon, lower, m - 1);
    return (entry == BLT__NO_WORD
            || blt__lexicon_bits(l->lexicon, entry) > RARE_SINGULAR)
        && (blt__speller_is_name(s, word, n - 1)
            || named_count(s, lower, m - 1));
}

void
blt__speller_evidence(const blt_speller *s, const blt__language *l, size_t i,
                      const char *word, size_t n, float *e)
{
    char lower[2 * BLT__WORD_BYTES];
    size_t m = blt__word_lower(lower, sizeof lower, word, n);
    blt__case how = blt__word_case(word, n);
    int german = !strcmp(l->code, "de");
    uint32_t count;
    const surroundings around = look_around(s, i);
    float technical = is_code(s->opt.mode) ? 1
        : technical_share(&s->document, &around);

    memset(e, 0, BLT__EVIDENCE * sizeof *e);
    if (s->isolated || !m)
        return;
    count = blt__speller_count(s, word, n);
    if (count > 1)
        e[BLT__E_REPEATED] = technical * fminf(log2f((float)count),
                                               MAX_REPEATED);
    e[BLT__E_NAMED] = log2f(1.f + (float)named_count(s, lower, m));
    e[BLT__E_JOINED] = (float)blt__token_is_joined(s->text, &s->tokens, i);
    e[BLT__E_UPPER] = how == BLT__CASE_UPPER && !is_upper_line(s, i)
        ? fmaxf(technical, LEAST_UPPER) : 0;
    e[BLT__E_THREE] = n <= 3 ? technical : 0;
    if (is_capitalised(s, i)) {
        e[BLT__E_NEIGHBOURS] = neighbours(s, i, technical)
            * (german ? GERMAN_NEIGHBOURS : 1);
        e[BLT__E_ADDRESS] = (float)has_address(s, i);
    }
    if (blt__speller_is_name(s, word, n) || is_daemon(s, l, word, n, lower, m))
        e[BLT__E_WORLD] = how != BLT__CASE_LOWER && !german 
            ? fmaxf(technical, LEAST_CAPITAL)
            : fmaxf(technical, l == s->english ? LEAST_WORLD : 0);
    if (is_code(s->opt.mode))
        e[BLT__E_WORLD] *= 2;
    if (m > 3 && lower[m - 1] == 's' && l == s->english)
        e[BLT__E_PLURAL] = plural(s, l, word, n, lower, m, technical);
    if (m > 4 && lower[0] != lower[1] && has(l, lower + 1, m - 1))
        e[BLT__E_PREFIX] = technical;
    e[BLT__E_APOSTROPHE] = memchr(word, '\'', n) != NULL
        ? fmaxf(technical, LEAST_APOSTROPHE) : 0;
    e[BLT__E_DENSITY] = around.words
        ? technical * (float)around.other / (float)around.words : 0;
    e[BLT__E_TECHNICAL] = technical;
}
