/* Language identification of a paragraph: the language that needs the fewest
 * bits for its words, and for the spelling of words that it does not have.  A
 * listed misspelling counts as the word that it stands for.  A change of
 * language costs as much as a word, so that a short line does not go
 * astray.  Where that language lacks many of the words, the fingerprints of
 * all languages decide whether it is one that has no lexicon here. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"
#include "text/text.h"

#define SAMPLE 48               /* words looked up per language.  Derived: two
                                   or three lines; more cost time */
#define UNKNOWN_BITS 24.f       /* of a word where there is no spelling model.
                                   Derived: rarer than the words of a lexicon */
#define CHANGE_BITS 24.f        /* of a change.  Derived: one unknown word */
#define MAIN_SHARE 8            /* one token in so many in other languages makes
                                   them expected.  Chosen by hand */
#define FEW_WORDS 12            /* from which on a paragraph is foreign whose
                                   words are mostly unknown.  Derived: a line */
/* One unknown word in so many makes a paragraph doubtful.  Chosen by hand:
 * technical English has many. */
#define ENGLISH_SHARE 3
#define OTHER_SHARE 6
#define SAME_SHARE 2            /* in the language of the paragraph before */
/* One in so many, and the fingerprints are asked.  Chosen by hand: they take
 * time, and a Norwegian lexicon has nine of ten words of the other one. */
#define ENGLISH_ASKED 5
#define OTHER_ASKED 12
#define LEAST_WORDS 4           /* of a paragraph whose fingerprint counts */
/* A document is in languages with a lexicon, and no paragraph can be in doubt
 * only because another is near, where the fingerprints find those in so many
 * words, in one of so many, and in so many times as many as any language
 * without.  Measured: 10 sets of careless text in known languages and texts in
 * 30 other languages (bench/README.md); Indonesian tweets have 2.3 times. */
#define NATIVE_WORDS 100
#define NATIVE_SHARE 3
#define NATIVE_LEAD 2
#define CARELESS_SHARE 3        /* and its author is careless if one word in so
                                   many is unknown */
#define LOW_RESOURCE_BITS 8.f   /* of a language with few texts.  Measured: the
                                   lines of tests/spell/shipped.t */

typedef struct fit { float bits; size_t words, unknown; } fit;

static fit
measure(const blt_speller *s, const blt__language *l, size_t first,
        size_t end)
{
    fit v = { l->plain || (l->ngram && blt__ngram_order(l->ngram) > 2) ? 0
              : LOW_RESOURCE_BITS, 0, 0 };
    char word[BLT__WORD_BYTES];

    for (size_t i = first; i < end && v.words < SAMPLE; i++) {
        const blt__token *t = s->tokens.p + i;
        uint32_t entry[2];
        size_t n;

        if (t->kind != BLT__TOKEN_WORD || t->skip
            || !(n = blt__speller_normal_word(s, t, word)))
            continue;
        v.words++;
        if (blt__lexicon_accepts(l->lexicon, word, n, &entry[0])
            || blt__lexicon_corrections(l->lexicon, word, n, &entry, 1))
            v.bits += blt__lexicon_bits(l->lexicon, entry[0]);
        else {
            v.bits += l->ngram ? blt__ngram_spelling(l->ngram, word, n)
                : UNKNOWN_BITS;
            v.unknown++;
        }
    }
    return v;
}

/* Whether a language is the one that the tag of a fingerprint names, or one
 * whose lexicon serves that. */
static int
serves(const blt__language *l, const char *tag, size_t n)
{
    if (n == 2 && (!memcmp(tag, "bs", 2) || !memcmp(tag, "sh", 2)))
        tag = "hr";
    return !strncmp(l->code, tag, n) && (l->code[n] == '\0'
                                         || l->code[n] == '_');
}

/* Whether the first of the tags is that of an active language, or no tag of a
 * language for people. */
static int
is_active(const blt_speller *s, const char *tags)
{
    if (!strcmp(tags, BLT_LANGUAGE_UNKNOWN) || !strncmp(tags, "zxx", 3))
        return 1;
    for (size_t i = 0; i < s->n_active; i++)
        if (serves(s->active[i], tags, strcspn(tags, " -")))
            return 1;
    return 0;
}

/* Whether a list of tags, separated by spaces, has that of a language; with
 * NULL, that of one without a lexicon. */
static int
is_near(const blt_speller *s, const char *tags, const blt__language *l)
{
    for (size_t n; *tags; tags += n + (tags[n] == ' ')) {
        n = strcspn(tags, " ");
        if (l ? serves(l, tags, strcspn(tags, " -")) : !is_active(s, tags))
            return 1;
    }
    return 0;
}

static int
open_fingerprints(blt_speller *s)
{
    blt_error err;              /* without fingerprints, nothing is foreign */

    if (!s->fingerprints && !s->no_fingerprints)
        s->no_fingerprints = blt_language_open(&s->fingerprints, NULL, &err)
            != BLT_OK;
    return s->fingerprints != NULL;
}

/* The languages that tokens first .. end - 1 look like, most likely first. */
static const char *
tags_of(blt_speller *s, size_t first, size_t end)
{
    const blt__token *a = s->tokens.p + first, *b = s->tokens.p + end - 1;

    return blt__language_near(s->fingerprints, s->text + a->offset,
                              b->offset + b->length - a->offset);
}

/* What the fingerprints say of a paragraph in which the best language l lacks
 * some words. */
typedef enum vote {
    NATIVE,                     /* the nearest is that of l */
    EITHER,                     /* that of l is near, and so is another */
    FOREIGN,                    /* l is not near; or none is, and most of the
                                   words are unknown */
    UNCLEAR
} vote;

static vote
ask(const blt_speller *s, const blt__language *l, const fit *v,
    const char *tags)
{
    int mostly = 2 * v->unknown > v->words;

    if (!strcmp(tags, BLT_LANGUAGE_UNKNOWN) || !strncmp(tags, "zxx", 3))
        return mostly ? FOREIGN : UNCLEAR;
    if (serves(l, tags, strcspn(tags, " -")))
        return (mostly && v->words >= FEW_WORDS)
            || (3 * v->unknown >= v->words && is_near(s, tags, NULL))
            ? EITHER : NATIVE;
    if (is_near(s, tags, l))
        return EITHER;
    return mostly || !is_active(s, tags) ? FOREIGN : UNCLEAR;
}

/* Counts a paragraph for the document: as one of a language with a lexicon, or
 * for the language without one that it looks like most. */
static void
tally(blt_speller *s, const fit *v, vote answer, const char *tags)
{
    blt__language_tally *t = &s->tally;
    size_t n = strcspn(tags, " "), i = 0;

    t->words += v->words;
    t->unknown += v->unknown;
    if (answer == NATIVE || (strcmp(tags, BLT_LANGUAGE_UNKNOWN) != 0
                             && is_active(s, tags))) {
        t->native += v->words;
        return;
    }
    if (!strcmp(tags, BLT_LANGUAGE_UNKNOWN) || n >= sizeof t->other->tag)
        return;
    while (i < t->n && (strncmp(t->other[i].tag, tags, n) != 0
                        || t->other[i].tag[n] != '\0'))
        i++;
    if (i == BLT__TALLY_LANGUAGES)
        return;                 /* the most frequent one came before */
    if (i == t->n) {
        memcpy(t->other[i].tag, tags, n);
        t->other[i].tag[n] = '\0';
        t->other[i].words = 0;
        t->n++;
    }
    t->other[i].words += v->words;
}

/* Whether the document is in languages with a lexicon (NATIVE_WORDS). */
static int
is_native(const blt__language_tally *t)
{
    if (t->native < NATIVE_WORDS || NATIVE_SHARE * t->native < t->words)
        return 0;
    for (size_t i = 0; i < t->n; i++)
        if (NATIVE_LEAD * t->other[i].words > t->native)
            return 0;
    return 1;
}

/* Whether a doubtful paragraph is foreign in a document that is not.  It is if
 * it looks like a language without a lexicon; where it looks like none, if it
 * is long enough that its words cannot be careless ones. */
static int
is_passage(const blt__language_tally *t, const fit *v, vote answer,
           const char *tags)
{
    int careless = CARELESS_SHARE * t->unknown > t->words;

    if (answer != FOREIGN)
        return 0;
    if (careless || !strcmp(tags, BLT_LANGUAGE_UNKNOWN))
        return 2 * v->unknown > v->words && v->words >= FEW_WORDS;
    return 1;
}

/* Whether tokens first .. end - 1 are in a language without a lexicon.  Where
 * the best language l lacks many of their words, the fingerprints tell; and
 * where they are in doubt, the document does, because careless Dutch looks
 * like Afrikaans in one line, but not in most.
 *   learn  counts them for the document */
static int
is_foreign(blt_speller *s, const blt__language *l, const fit *v, size_t first,
           size_t end, int learn)
{
    size_t share = l == s->language ? SAME_SHARE
        : l == s->english ? ENGLISH_SHARE : OTHER_SHARE;
    int doubtful = share * v->unknown >= v->words && v->unknown > 0;
    vote answer = UNCLEAR;
    const char *tags = BLT_LANGUAGE_UNKNOWN;

    if ((l == s->english ? ENGLISH_ASKED : OTHER_ASKED) * v->unknown
        < v->words)
        answer = NATIVE;
    else if (s->opt.mode == BLT_SPELL_PO && l == s->english)
        answer = FOREIGN;       /* a translation, without a header */
    else if (v->words >= LEAST_WORDS && open_fingerprints(s)) {
        tags = tags_of(s, first, end);
        answer = ask(s, l, v, tags);
    }
    if (learn)
        tally(s, v, answer, tags);
    if (learn && answer == NATIVE)
        s->native += v->words;
    if (learn && answer == FOREIGN)
        s->foreign += v->words;
    if (is_native(&s->tally))
        return doubtful && is_passage(&s->tally, v, answer, tags);
    return s->foreign > s->native ? doubtful || answer != NATIVE
        : doubtful && (answer == FOREIGN
                       || (answer == EITHER && s->native == 0));
}

/* Keeps the tag of the language that tokens first .. end - 1 seem to be in. */
static void
keep_tag(blt_speller *s, size_t first, size_t end)
{
    const char *tags = s->fingerprints ? tags_of(s, first, end)
        : BLT_LANGUAGE_UNKNOWN;
    size_t n = strcspn(tags, " ");

    if (n >= sizeof s->left_alone || is_active(s, tags)) {
        tags = BLT_LANGUAGE_UNKNOWN;
        n = strlen(tags);
    }
    memcpy(s->left_alone, tags, n);
    s->left_alone[n] = '\0';
}

/* The spelling of *l that the document prefers, if it fits the paragraph as
 * well but for CHANGE_BITS; *v is its fit then. */
static void
prefer_habit(const blt_speller *s, const blt__language **l, fit *v,
             size_t first, size_t end)
{
    const blt__language *other = blt__speller_other_variety(s, *l);
    int variety = blt__speller_variety(s, *l);
    int64_t lead = variety < 0 ? 0 : s->habit[variety];
    fit its;

    if (!other || other == s->serbian
        || (*l == s->brazilian ? lead : -lead) < BLT__HABIT)
        return;
    its = measure(s, other, first, end);
    if (its.bits < v->bits + CHANGE_BITS) {
        *l = other;
        *v = its;
    }
}

/* What a language need not explain by its words: it is that of the paragraph
 * before, or that of most of the document, which weighs more where that is
 * almost all. */
static float
expected_bits(const blt_speller *s, const blt__language *l)
{
    float bits = l == s->language ? CHANGE_BITS : 0;

    if (l == s->main)
        bits = s->tokens_in_languages >= NATIVE_WORDS
            && MAIN_SHARE * (s->tokens_in_languages
                             - s->in_language[l - s->languages])
            < s->tokens_in_languages ? 2 * CHANGE_BITS : CHANGE_BITS;
    return bits;
}

const blt__language *
blt__speller_detect(blt_speller *s, size_t first, size_t end, int learn)
{
    const blt__language *best = s->language;
    fit least = { 0, 0, 0 }, v;
    int known = 0;

    if (s->n_active == 1)
        return s->active[0];
    if (first == end)
        return best;
    if (best) {
        least = measure(s, best, first, end);
        known = 5 * least.unknown <= least.words; /* derived: as most texts */
        least.bits -= expected_bits(s, best);
    }
    for (size_t i = 0; i < s->n_active && !known; i++) {
        v = measure(s, s->active[i], first, end);
        v.bits -= expected_bits(s, s->active[i]);
        if (!best || v.bits < least.bits) {
            best = s->active[i];
            least = v;
        }
    }
    least.bits += expected_bits(s, best);
    prefer_habit(s, &best, &least, first, end);
    if (s->named || !is_foreign(s, best, &least, first, end, learn))
        return best;
    if (!learn)
        keep_tag(s, first, end);
    return NULL;
}
