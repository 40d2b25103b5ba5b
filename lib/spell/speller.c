/* A check: words, languages, choices, decisions, findings. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lang/cloze.h"
#include "spell/speller.h"

#define REPORTED 0.05           /* a word that exists is, from here on */
#define PARAGRAPH 5             /* words before a line end may end one */
#define OPEN 0.01               /* an alternative that may win when the words
                                   around are asked */

/* ---- from options to a speller ------------------------------------------- */

static const blt__language *
named(const blt_speller *s, const char *code, size_t n)
{
    for (size_t i = 0; i < s->languages; i++)
        if (strlen(s->list[i].code) == n && !memcmp(s->list[i].code, code, n))
            return s->list + i;
    return NULL;
}

static blt_status
choose_languages(blt_speller *s, const char *names, blt_error *err)
{
    s->languages = blt__spell_languages(s->data, &s->list);
    s->english = named(s, "en", 2);
    s->use = blt__alloc(s->languages + 1, sizeof *s->use);
    if (!s->use)
        return blt__fail_memory(err, "languages");
    if (!strcmp(names, "auto")) {
        for (size_t i = 0; i < s->languages; i++)
            s->use[s->uses++] = s->list + i;
        return BLT_OK;
    }
    for (const char *p = names; ; p++) {
        size_t n = strcspn(p, ",");
        const blt__language *l = named(s, p, n);

        if (!l)
            return blt__fail(err, BLT_EINVAL, "no language \"%.*s\" among %s",
                             (int)(n < 20 ? n : 20), p,
                             blt_spell_data_languages(s->data));
        for (size_t i = 0; i < s->uses; i++)
            if (s->use[i] == l)
                return blt__fail(err, BLT_EINVAL, "language \"%s\" twice",
                                 l->code);
        s->use[s->uses++] = l;
        p += n;
        if (!*p)
            break;
    }
    s->several = s->uses > 1;
    return BLT_OK;
}

static blt_status
open_dictionaries(blt_speller *s, blt_error *err)
{
    blt_status st = BLT_OK;

    s->dictionary = blt__alloc(s->languages + 1, sizeof *s->dictionary);
    if (!s->dictionary)
        return blt__fail_memory(err, "dictionaries");
    for (size_t i = 0; s->opt.hunspell && i < s->uses && st == BLT_OK; i++)
        st = blt__hunspell_open(s->dictionary + (s->use[i] - s->list),
                                s->opt.hunspell, s->use[i]->code, err);
    return st;
}

/* For what is around words in any of the languages. */
static blt_status
make_room(blt_speller *s, blt_error *err)
{
    size_t reach = 0, room = 0;

    for (size_t i = 0; i < s->uses; i++) {
        const blt__cloze *a = s->use[i]->cloze;

        if (a && blt__cloze_reach(a) > reach)
            reach = blt__cloze_reach(a);
        if (a && blt__cloze_scratch(a) > room)
            room = blt__cloze_scratch(a);
    }
    for (int k = 0; k < 2; k++)
        s->near[k] = blt__alloc(1 + reach, sizeof *s->near[k]);
    s->around = blt__alloc(room, sizeof *s->around);
    return s->near[0] && s->near[1] && s->around ? BLT_OK
        : blt__fail_memory(err, "speller");
}

blt_status
blt_speller_new(blt_speller **out, const blt_spell_data *d,
                const blt_spell_options *opt, blt_error *err)
{
    blt_speller *s = calloc(1, sizeof *s);
    blt_status st;

    *out = NULL;
    if (!s)
        return blt__fail_memory(err, "speller");
    s->data = d;
    s->opt = *opt;
    s->weigh = *blt__spell_weights(d);
    st = choose_languages(s, opt->languages ? opt->languages : "auto", err);
    if (st == BLT_OK)
        st = open_dictionaries(s, err);
    s->looked = blt__alloc(BLT__LOOKED, sizeof *s->looked);
    if (st == BLT_OK && !s->looked)
        st = blt__fail_memory(err, "speller");
    if (st == BLT_OK)
        st = make_room(s, err);
    if (st == BLT_OK)
        st = blt__recall_new(&s->search, err);
    if (st == BLT_OK && opt->model)
        st = blt__context_new(&s->context, opt->model, opt->pool, err);
    if (st != BLT_OK) {
        blt_speller_free(s);
        return st;
    }
    *out = s;
    return BLT_OK;
}

void
blt_speller_free(blt_speller *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->dictionary && i < s->languages; i++)
        blt__hunspell_close(s->dictionary[i]);
    free(s->dictionary);
    free(s->use);
    free(s->looked);
    free(s->near[0]);
    free(s->near[1]);
    free(s->around);
    blt__known_free(&s->accepted);
    blt__known_free(&s->unknown);
    blt__tokens_free(&s->tokens);
    free(s->key);
    blt__buf_free(&s->pragma);
    blt__choices_free(&s->choices);
    blt__recall_free(s->search);
    blt__context_free(s->context);
    blt__buf_free(&s->draft);
    blt__buf_free(&s->left);
    blt__buf_free(&s->right);
    blt__buf_free(&s->corrected);
    free(s);
}

blt_status
blt_speller_accept(blt_speller *s, const char *word, size_t n, blt_error *err)
{
    return n ? blt__known_add(&s->accepted, word, n, err) : BLT_OK;
}

void
blt_speller_reset(blt_speller *s)
{
    blt__known_clear(&s->unknown);
    memset(&s->rates, 0, sizeof s->rates);
    memset(&s->markup, 0, sizeof s->markup);
    s->language = NULL;
}

/* ---- a piece of text ----------------------------------------------------- */

static blt_status
find_tokens(blt_speller *s, blt_error *err)
{
    blt_status st = blt__tokens_find(&s->tokens, s->text, s->n, err);

    blt__buf_clear(&s->pragma);
    if (st == BLT_OK && !s->alone)
        st = blt__tokens_skip(&s->tokens, s->text, s->n, s->opt.mode,
                              &s->markup, s->opt.ignore, &s->pragma, err);
    for (size_t i = 0; i < s->pragma.n && st == BLT_OK; ) {
        const char *p = s->pragma.p + i, *end = memchr(p, '\n',
                                                       s->pragma.n - i);
        size_t n = end ? (size_t)(end - p) : s->pragma.n - i;

        st = blt_speller_accept(s, p, n, err);
        i += n + 1;
    }
    if (st != BLT_OK)
        return st;
    if (s->tokens.n > s->key_cap) {
        blt__word_key *key = blt__alloc(s->tokens.n, sizeof *key);

        if (!key)
            return blt__fail_memory(err, "words of the text");
        free(s->key);
        s->key = key;
        s->key_cap = s->tokens.n;
    }
    for (size_t i = 0; i < s->tokens.n; i++)
        s->key[i] = blt__token_key(s->text, s->tokens.p + i);
    return BLT_OK;
}

/* The end of the paragraph that begins with token i: an empty line, or a line
 * end behind enough words to tell a language. */
static size_t
paragraph(const blt_speller *s, size_t i)
{
    const blt__token *t = s->tokens.p;
    size_t words = 0;

    while (i < s->tokens.n && t[i].kind == BLT__TOKEN_BREAK)
        i++;
    for (; i < s->tokens.n; i++) {
        if (t[i].kind == BLT__TOKEN_BREAK)
            return i;
        words += t[i].kind == BLT__TOKEN_WORD;
        if (words >= PARAGRAPH && i + 1 < s->tokens.n
            && memchr(s->text + t[i].offset + t[i].length, '\n',
                      t[i + 1].offset - t[i].offset - t[i].length))
            return i + 1;
    }
    return i;
}

/* Counts the unknown words of a paragraph, and all its words. */
static blt_status
count_words(blt_speller *s, const blt__language *l, size_t first, size_t end,
            size_t *words, blt_error *err)
{
    for (size_t i = first; i < end; i++) {
        const blt__token *t = s->tokens.p + i;
        char word[BLT__WORD_BYTES];
        uint32_t entry;
        size_t n;
        blt_status st;

        if (t->kind != BLT__TOKEN_WORD || t->skip
            || !(n = blt__speller_word(s, t, word)))
            continue;
        ++*words;
        if (blt__speller_right(s, l, word, n, 0, &entry))
            continue;
        st = blt__known_add(&s->unknown, word, n, err);
        if (st != BLT_OK)
            return st;
    }
    return BLT_OK;
}

#define REACH 2                 /* tokens: how far n-grams look */

/* Puts the words that were decided into the text. */
static void
put_decided(blt_speller *s)
{
    blt__choices *c = &s->choices;

    for (size_t i = 0; i < c->n; i++) {
        blt__choice *p = c->p + i;
        size_t best = blt__choice_best(c, p);
        const blt__alt *a = c->alt + p->alt + best;
        blt__word_key *key = s->key + p->token,
            second = a->key[1] ? a->key[1] : a->key[0];

        p->moved = best && (key[0] != a->key[0]
                            || (p->tokens > 1 && key[1] != second));
        if (!best)
            continue;
        key[0] = a->key[0];
        if (p->tokens > 1)
            key[1] = second;
    }
}

/* Whether what is around may decide. */
static int
is_open(const blt__choices *all, const blt__choice *c)
{
    const blt__alt *a = all->alt + c->alt;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > OPEN)
            return 1;
    return 0;
}

/* Words that were decided stand around their neighbours. */
static void
renew(blt_speller *s)
{
    blt__choice *p = s->choices.p;
    size_t n = s->choices.n;

    put_decided(s);
    for (size_t i = 0; i < n; i++) {
        int moved = 0;

        for (size_t k = i; k-- > 0 && p[k].token + p[k].tokens + REACH
             > p[i].token;)
            moved |= p[k].moved;
        for (size_t k = i + 1; k < n && p[k].token
             < p[i].token + p[i].tokens + REACH; k++)
            moved |= p[k].moved;
        if (moved)
            blt__speller_neighbours(s, p + i);
        if (isnan(s->choices.alt[p[i].alt].around)
            ? is_open(&s->choices, p + i) : moved)
            blt__speller_around(s, p + i);
    }
}

/* ---- findings ------------------------------------------------------------ */

/* Words at both ends that the best alternative leaves as they are are no part
 * of the finding. */
static void
trim(const blt_speller *s, const blt__choice *c, size_t *front, size_t *back)
{
    const blt__alt *a = s->choices.alt + c->alt;
    const blt__token *t = s->tokens.p + c->token;
    size_t first = t[1].offset - t->offset,
        last = t[1].offset + t[1].length - t->offset - t->length;
    const char *written = blt__alt_text(&s->choices, a),
        *best = blt__alt_text(&s->choices, a + 1);

    if (c->n < 2 || c->tokens < 2)
        return;
    if (a[1].length > first && !memcmp(written, best, first))
        *front = first;
    else if (a[1].length > last
             && !memcmp(written + a->length - last,
                        best + a[1].length - last, last))
        *back = last;
}

static blt_status
report_choice(blt_speller *s, const blt__choice *c, blt_spell_report *report,
              void *arg, blt_error *err)
{
    const blt__alt *a = s->choices.alt + c->alt;
    size_t most = s->opt.alternatives < 0 ? 0 : (size_t)s->opt.alternatives,
        front = 0, back = 0;
    blt_spell_alternative alternative[32];
    blt__buf text = { 0 };
    size_t offset[33];
    blt_spell_finding f = { 0 };
    blt_status st;

    if (c->tokens > 1)
        trim(s, c, &front, &back);
    if (most > 31)
        most = 31;
    for (size_t i = 0; i < c->n && f.n <= most; i++) {
        const char *p = blt__alt_text(&s->choices, a + i);
        const char *w = blt__alt_text(&s->choices, a);

        if (i && (a[i].length <= front + back || memcmp(p, w, front)
                  || memcmp(p + a[i].length - back, w + a->length - back,
                            back)))
            continue;
        offset[f.n] = text.n;
        alternative[f.n++] = (blt_spell_alternative){
            .length = a[i].length - front - back, .probability = a[i].p,
            .channel = a[i].channel, .ngram = a[i].ngram,
            .model = a[i].model, .around = a[i].around
        };
        blt__buf_put(&text, p + front, a[i].length - front - back);
        blt__buf_put(&text, "", 1);
    }
    if (text.failed) {
        blt__buf_free(&text);
        return blt__fail_memory(err, "finding");
    }
    for (size_t i = 0; i < f.n; i++)
        alternative[i].text = text.p + offset[i];
    f.offset = c->offset + front;
    f.length = c->length - front - back;
    f.kind = c->kind;
    if (f.n > 1 && c->kind == BLT_SPELL_UNKNOWN) {
        if (a[1].key[1] && c->tokens == 1)
            f.kind = BLT_SPELL_SPLIT;
        else if (c->tokens == 2 && !a[1].key[1])
            f.kind = BLT_SPELL_JOIN;
    }
    f.language = c->language->code;
    f.wrong = 1 - a->p;
    f.written = alternative[0];
    f.alternative = alternative + 1;
    f.n--;
    blt__speller_judge(s, &f);
    st = report(&f, arg, err);
    blt__buf_free(&text);
    return st;
}

static blt_status
check(blt_speller *s, blt_spell_report *report, void *arg, blt_error *err)
{
    blt__rates after;
    size_t words = 0;
    blt_status st = find_tokens(s, err);

    blt__choices_clear(&s->choices);
    for (int pass = 0; pass < 2; pass++) {
        const blt__language *was = s->language;

        for (size_t i = 0, end; i < s->tokens.n && st == BLT_OK; i = end) {
            const blt__language *l;

            end = paragraph(s, i);
            l = blt__speller_language(s, i, end);
            if (!l)
                continue;
            s->language = l;
            st = pass ? blt__speller_propose(s, l, i, end, err)
                : count_words(s, l, i, end, &words, err);
        }
        if (!pass)
            s->language = was;
    }
    if (st != BLT_OK)
        return st;
    for (int round = 0; round < 2; round++) {
        blt__choices_decide(&s->choices, words, &s->weigh,
                            &s->rates, &s->levels, &after);
        renew(s);
    }
    blt__choices_decide(&s->choices, words, &s->weigh, &s->rates,
                        &s->levels, &after);
    blt__choices_sort(&s->choices);
    if (s->context) {
        st = blt__speller_consult(s, err);
        if (st != BLT_OK)
            return st;
        blt__choices_decide(&s->choices, words, &s->weigh,
                            &s->rates, &s->levels, &after);
        blt__choices_sort(&s->choices);
    }
    if (!s->alone)
        s->rates = after;
    blt__choices_calm(&s->choices);
    for (size_t i = 0; i < s->choices.n && st == BLT_OK; i++) {
        const blt__choice *c = s->choices.p + i;

        if (s->alone || c->kind == BLT_SPELL_UNKNOWN
            || 1 - s->choices.alt[c->alt].p >= REPORTED)
            st = report_choice(s, c, report, arg, err);
    }
    return st;
}

blt_status
blt_speller_check(blt_speller *s, const uint8_t *text, size_t n,
                  blt_spell_report *report, void *arg, blt_error *err)
{
    s->text = text;
    s->n = n;
    s->alone = 0;
    return check(s, report, arg, err);
}

blt_status
blt_speller_suggest(blt_speller *s, const char *word, size_t n, int *accepted,
                    blt_spell_report *report, void *arg, blt_error *err)
{
    const blt__language *was = s->language, *l;
    blt_status st;

    s->text = (const uint8_t *)word;
    s->n = n;
    s->alone = 1;
    st = check(s, report, arg, err);
    *accepted = 1;
    s->language = was;
    if (st != BLT_OK)
        return st;
    l = was ? was : s->use[0];
    for (size_t i = 0; i < s->tokens.n; i++) {
        char plain[BLT__WORD_BYTES];
        uint32_t entry;
        size_t m;

        if (s->tokens.p[i].kind == BLT__TOKEN_WORD
            && (m = blt__speller_word(s, s->tokens.p + i, plain)))
            *accepted &= blt__speller_right(s, l, plain, m, 0, &entry);
    }
    return BLT_OK;
}
