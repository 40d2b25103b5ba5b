/* Selecting the words of a lexicon.
 *
 * A dictionary word that a text has in the same case counts for itself
 * ("May"); others count for the entry that the rules of case lead to ("The"
 * for "the").  A word that is in no dictionary must be frequent, and must not
 * look like a misspelling: "teh", "alot" and "dont" occur in every large
 * text. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/select.h"
#include "text/text.h"

#define SIZE 256            /* bytes of a word; the DAWG's limit */
/* All chosen: */
#define FACTOR 100          /* how much more frequent the correct word is */
#define INNER 0.2f          /* share in lower case, inside sentences, of a
                               lower-case word */
#define ALPHABET 96         /* letters, at most */

typedef struct selection {
    blt__vocabulary *v;
    blt__vocabulary low;    /* by lower case: weighted and inner are sums
                               over the wordforms, in_dict is 1 if it is of
                               any of them */
    uint32_t alphabet[ALPHABET];
    size_t letters;
} selection;

/* ---- lower case ---------------------------------------------------------------- */

static int
gather(selection *c)
{
    char small[SIZE];

    for (uint32_t i = 0; i < c->v->n; i++) {
        const blt__wordform *f = &c->v->form[i];
        size_t k = blt__word_lower(small, sizeof small, f->word, f->n);
        blt__wordform *l;

        if (k == 0)
            continue;
        l = blt__vocabulary_put(&c->low, small, k);
        if (l == NULL)
            return 0;
        l->weighted += f->weighted;
        l->inner += f->inner;
        l->count += f->count;
        l->in_dict |= f->in_dict;
    }
    return 1;
}

static int
by_count(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return x[1] != y[1] ? (x[1] < y[1] ? 1 : -1)
        : (x[0] > y[0]) - (x[0] < y[0]);
}

/* Takes the letters of dictionary words, most frequent first, down to one in
 * 20,000 (chosen). */
static int
learn_alphabet(selection *c)
{
    uint32_t (*count)[2] = calloc(0x10000, sizeof *count);
    uint64_t all = 0;

    if (count == NULL)
        return 0;
    for (uint32_t i = 0; i < c->low.n; i++) {
        const blt__wordform *f = &c->low.form[i];
        uint32_t x;

        for (size_t at = 0; f->in_dict && at < f->n;) {
            int k = blt__utf8_char(&x, (const uint8_t *)f->word + at,
                                   f->n - at);

            if (k <= 0)
                break;
            at += (size_t)k;
            all++;
            if (x < 0x10000)
                count[x][1]++;
        }
    }
    for (uint32_t x = 0; x < 0x10000; x++)
        count[x][0] = x;
    qsort(count, 0x10000, sizeof *count, by_count);
    while (c->letters < ALPHABET && count[c->letters][1] > all / 20000) {
        c->alphabet[c->letters] = count[c->letters][0];
        c->letters++;
    }
    free(count);
    return 1;
}

/* ---- misspellings ------------------------------------------------------------------ */

/* 1 if p[0 .. n) is a dictionary word with a weighted count of min_count. */
static int
is_frequent(const selection *c, const uint32_t *p, size_t n, float min_count)
{
    uint8_t word[4 * SIZE];
    size_t k = 0;
    const blt__wordform *f;

    for (size_t i = 0; i < n; i++)
        k += blt__utf8_put(word + k, p[i]);
    f = blt__vocabulary_find(&c->low, (const char *)word, k);
    return f != NULL && f->in_dict && f->weighted >= min_count;
}

/* 1 if an insertion, deletion, substitution or transposition of letters gives
 * a dictionary word that is far more frequent. */
static int
is_misspelling(const selection *c, const blt__wordform *f)
{
    uint32_t a[SIZE], b[SIZE + 1];
    size_t n = 0;
    float min_count = FACTOR * f->weighted;

    for (size_t at = 0; at < f->n && n < SIZE;) {
        int k = blt__utf8_char(&a[n], (const uint8_t *)f->word + at,
                               f->n - at);

        if (k <= 0)
            return 1;
        n++;
        at += (size_t)k;
    }
    for (size_t i = 0; i <= n; i++) {
        memcpy(b, a, i * sizeof *b);            /* insertion */
        memcpy(b + i + 1, a + i, (n - i) * sizeof *b);
        b[i] = '\'';
        if (i > 0 && i < n && is_frequent(c, b, n + 1, 0))
            return 1;
        for (size_t j = 0; j < c->letters; j++) {
            b[i] = c->alphabet[j];
            if (is_frequent(c, b, n + 1, min_count))
                return 1;
        }
        if (i == n)
            break;
        memcpy(b, a, n * sizeof *b);            /* substitution */
        for (size_t j = 0; j < c->letters; j++) {
            b[i] = c->alphabet[j];
            if (b[i] != a[i] && is_frequent(c, b, n, min_count))
                return 1;
        }
        memcpy(b + i, a + i + 1, (n - i - 1) * sizeof *b);  /* deletion */
        if (n > 1 && is_frequent(c, b, n - 1, min_count))
            return 1;
        if (i + 1 < n) {                        /* transposition */
            memcpy(b, a, n * sizeof *b);
            b[i] = a[i + 1];
            b[i + 1] = a[i];
            if (is_frequent(c, b, n, min_count))
                return 1;
        }
    }
    return 0;
}

/* 1 for two or more letters of the alphabet or apostrophes. */
static int
is_native(const selection *c, const blt__wordform *f)
{
    size_t n = 0;

    for (size_t at = 0; at < f->n; n++) {
        uint32_t x;
        size_t j = 0;
        int k = blt__utf8_char(&x, (const uint8_t *)f->word + at, f->n - at);

        if (k <= 0)
            return 0;
        at += (size_t)k;
        while (j < c->letters && c->alphabet[j] != x)
            j++;
        if (j == c->letters && x != '\'')
            return 0;
    }
    return n > 1;
}

/* ---- selection -------------------------------------------------------------------- */

/* The usual case of a word that is in no dictionary: lower case unless that is
 * rare inside sentences, else the most frequent case there. */
static blt__wordform *
usual_form(const selection *c, const blt__wordform *low)
{
    char form[SIZE];
    blt__wordform *best = blt__vocabulary_find(c->v, low->word, low->n), *f;
    size_t k;

    if (best != NULL && best->inner >= INNER * low->inner)
        return best;
    k = blt__word_title(form, sizeof form, low->word, low->n);
    f = blt__vocabulary_find(c->v, form, k);
    if (f != NULL && (best == NULL || f->inner > best->inner))
        best = f;
    k = blt__word_upper(form, sizeof form, low->word, low->n);
    f = blt__vocabulary_find(c->v, form, k);
    if (f != NULL && (best == NULL || f->inner > best->inner))
        best = f;
    return best;
}

static void
select_other(selection *c, const blt__select_options *opt)
{
    for (uint32_t i = 0; i < c->low.n; i++) {
        const blt__wordform *low = &c->low.form[i];
        blt__wordform *f;

        if (low->in_dict || low->count < opt->min_count || !is_native(c, low)
            || is_misspelling(c, low))
            continue;
        f = usual_form(c, low);
        if (f != NULL)
            f->entry = 0;
    }
}

/* 1 if a dictionary word can be left out: no text has it in any case, and
 * unseen words are not kept or it ends in a clitic. */
static int
is_spare(const selection *c, const blt__wordform *f,
         const blt__select_options *opt)
{
    char small[SIZE];
    size_t k = blt__word_lower(small, sizeof small, f->word, f->n), n;
    const blt__wordform *x = blt__vocabulary_find(&c->low, small, k);

    if (x != NULL && x->count > 0)
        return 0;
    if (!opt->keep_unseen)
        return 1;
    for (const char *p = opt->clitics; *p != '\0'; p += strspn(p, " ")) {
        n = strcspn(p, " ");
        if (*p == '\'' && n < f->n && memcmp(f->word + f->n - n, p, n) == 0) {
            x = blt__vocabulary_find(c->v, f->word, f->n - n);
            if (x != NULL && x->in_dict)
                return 1;
        }
        p += n;
    }
    return 0;
}

/* The wordform that the count of f goes to: itself, or the one that the rules
 * of case lead to; NULL: none. */
static blt__wordform *
entry_of(const blt__vocabulary *v, blt__wordform *f)
{
    char form[SIZE], small[SIZE];
    blt__case letter_case;
    blt__wordform *x;
    size_t k;

    if (f->entry != BLT__NO_WORD)
        return f;
    letter_case = blt__word_case(f->word, f->n);
    if (letter_case != BLT__CASE_TITLE && letter_case != BLT__CASE_UPPER)
        return NULL;
    k = blt__word_lower(small, sizeof small, f->word, f->n);
    x = blt__vocabulary_find(v, small, k);
    if (x != NULL && x->entry != BLT__NO_WORD)
        return x;
    if (letter_case == BLT__CASE_TITLE)
        return NULL;
    k = blt__word_title(form, sizeof form, small, k);
    x = blt__vocabulary_find(v, form, k);
    return x != NULL && x->entry != BLT__NO_WORD ? x : NULL;
}

static int
by_word(const void *a, const void *b)
{
    return strcmp(((const blt__lexicon_entry *)a)->word,
                  ((const blt__lexicon_entry *)b)->word);
}

/* Adds up the counts of the entries.  A capitalised wordform at the start of a
 * sentence is shared with the lower-case word, if there is one, in the
 * proportion that both have inside sentences. */
static void
share_counts(const blt__vocabulary *v, double *count)
{
    char small[SIZE];

    for (uint32_t i = 0; i < v->n; i++) {
        blt__wordform *f = &v->form[i], *to = entry_of(v, f), *low = NULL;
        double own = f->weighted, first = f->weighted - f->inner;
        size_t k;

        if (to == NULL || !(f->weighted > 0))
            continue;
        if (to == f && blt__word_case(f->word, f->n) == BLT__CASE_TITLE
            && (k = blt__word_lower(small, sizeof small, f->word, f->n)) > 0)
            low = blt__vocabulary_find(v, small, k);
        if (low != NULL && low->entry != BLT__NO_WORD) {
            double part = low->inner / (low->inner + f->inner + 1e-9);

            count[low->entry] += first * part;
            own -= first * part;
        }
        count[to->entry] += own;
    }
}

blt_status
blt__vocabulary_select(blt__vocabulary *v, const blt__select_options *opt,
                       blt__lexicon_entry **out, size_t *n_out, blt_error *err)
{
    selection c = { v };
    blt__lexicon_entry *e = NULL;
    double *count = NULL, sum = 0;
    size_t n = 0;
    blt_status s = BLT_OK;

    *out = NULL;
    for (uint32_t i = 0; i < v->n; i++) {
        blt__wordform *f = &v->form[i];

        f->entry = f->in_dict && f->n < SIZE ? 0 : BLT__NO_WORD;
    }
    if (!gather(&c) || !learn_alphabet(&c)) {
        s = blt__fail_memory(err, "words");
        goto done;
    }
    for (uint32_t i = 0; i < v->n; i++)
        if (v->form[i].entry == 0 && is_spare(&c, &v->form[i], opt))
            v->form[i].entry = BLT__NO_WORD;
    select_other(&c, opt);
    for (uint32_t i = 0; i < v->n; i++)
        n += v->form[i].entry == 0;
    e = calloc(n + 1, sizeof *e);
    count = calloc(n + 1, sizeof *count);
    if (e == NULL || count == NULL) {
        s = blt__fail_memory(err, "words");
        goto done;
    }
    n = 0;
    for (uint32_t i = 0; i < v->n; i++)
        if (v->form[i].entry == 0)
            e[n++] = (blt__lexicon_entry){ v->form[i].word, INFINITY,
                                           v->form[i].in_dict };
    qsort(e, n, sizeof *e, by_word);
    for (size_t i = 0; i < n; i++)
        blt__vocabulary_find(v, e[i].word, strlen(e[i].word))->entry
            = (uint32_t)i;
    share_counts(v, count);
    /* Smoothing by a quarter of an occurrence; chosen. */
    for (size_t i = 0; i < n; i++)
        sum += count[i] + 0.5;
    for (size_t i = 0; i < n; i++)
        if (count[i] > 0)
            e[i].bits = (float)-log2((count[i] + 0.25) / sum);
    for (uint32_t i = 0; i < v->n; i++) {
        blt__wordform *to = entry_of(v, &v->form[i]);

        if (to != NULL && to != &v->form[i])
            v->form[i].entry = to->entry;
    }
    *out = e;
    *n_out = n;
    e = NULL;
done:
    free(e);
    free(count);
    blt__vocabulary_free(&c.low);
    return s;
}
