/* The lexicon: the words of one language with their frequencies, its known
 * misspellings, and the rules of case and clitics by which a written form
 * leads to an entry.
 *
 * A lexicon is read-only and may be shared by threads.
 *
 * Tensors of a language file, little-endian:
 *
 *   lexicon.head     U32 [5]  version 1; words; misspellings; the bits of a
 *                             word that no text had, in quarters; 1 if i and
 *                             dotless i are two letters
 *   lexicon.nodes    U8  [n]  the words, a DAWG (dawg.h)
 *   lexicon.seen     U8  [words / 8]  one bit per word: a text had it
 *   lexicon.rank     U32 [words / 512]  seen words before each block of 512
 *   lexicon.bits     U8  [seen words]  bit 7: in a dictionary; the rest:
 *                             quarters of a bit
 *   lexicon.clitics  U8  [n]  "'s l' qu'": parts set off by an apostrophe
 *                             that may go with any word, separated by spaces
 *   lexicon.wrong    U8  [n]  the misspellings, a DAWG
 *   lexicon.meant    U32 [misspellings]  the correction: a word; or, with bit
 *                             31 set, an index into
 *   lexicon.list     U32 [n]  words; bit 31 ends a list; bit 30: the next
 *                             element is a second word ("a lot") */
#ifndef BLT_LANG_LEXICON_H
#define BLT_LANG_LEXICON_H

#include "file/safetensors.h"
#include "file/weights.h"
#include "lang/dawg.h"

#define BLT__LEXICON_STEPS 4.0f         /* steps per bit */
#define BLT__LEXICON_BLOCK 512          /* words per element of rank */
#define BLT__LEXICON_FLAG 0x80000000u   /* in meant: an index; in list: end */
#define BLT__LEXICON_PAIR 0x40000000u

typedef struct blt__lexicon blt__lexicon;

/* ---- opening ---------------------------------------------------------------- */

/* The tensors in memory, as langbuild/ makes them. */
typedef struct blt__lexicon_data {
    blt__buf nodes, seen, rank, bits, clitics, wrong, meant, list;
    uint32_t head[5];
} blt__lexicon_data;

/* Opens the lexicon of a language file; st must outlive it.  BLT_EDATA names
 * `path` and the tensor that is missing or wrong. */
blt_status blt__lexicon_open(blt__lexicon **l, const blt__st *st,
                             const char *path, blt_error *err);
/* The same over tensors in memory, which must outlive it. */
blt_status blt__lexicon_view(blt__lexicon **l, const blt__lexicon_data *d,
                             blt_error *err);
void blt__lexicon_free(blt__lexicon *l);

/* Declare the tensors in a file being written; then, in the same order among
 * all that were declared, write their data. */
void blt__lexicon_declare(blt__st_out *o, const blt__lexicon_data *d);
void blt__lexicon_write(blt__st_out *o, const blt__lexicon_data *d);

/* ---- words by their bytes, see dawg.h ---------------------------------------- */

uint32_t blt__lexicon_words(const blt__lexicon *l);     /* how many */
blt__dawg_state blt__lexicon_root(const blt__lexicon *l);
blt__dawg_state blt__lexicon_step(const blt__lexicon *l, blt__dawg_state at,
                                  uint8_t byte);
size_t blt__lexicon_children(const blt__lexicon *l, blt__dawg_state at,
                             uint8_t *byte, blt__dawg_state *to, size_t max);
size_t blt__lexicon_labels(const blt__lexicon *l, blt__dawg_state at,
                           const uint8_t **label, uint32_t *word);
uint32_t blt__lexicon_word_at(const blt__lexicon *l, blt__dawg_state at);
uint32_t blt__lexicon_find(const blt__lexicon *l, const char *word, size_t n);
size_t blt__lexicon_spell(const blt__lexicon *l, uint32_t word, char *out,
                          size_t size);
void blt__lexicon_each(const blt__lexicon *l, blt__word_fn *f, void *arg);

/* ---- properties of a word ------------------------------------------------------ */

/* -log2 of the word's smoothed share of the running words of the language. */
float blt__lexicon_bits(const blt__lexicon *l, uint32_t word);
/* 1: a dictionary has the word; 0: only texts have it. */
int blt__lexicon_in_dict(const blt__lexicon *l, uint32_t word);
/* Both for all words at once:
 *   bits     [words]      quarters of a bit
 *   in_dict  [words / 8]  one bit per word; must be 0 before */
void blt__lexicon_quarter_bits(const blt__lexicon *l, uint8_t *bits,
                               uint8_t *in_dict);

/* ---- written forms --------------------------------------------------------------- */

/* The form under which lexicons keep a word: ' for U+2019 and U+02BC, no soft
 * hyphens.  Writes it with a NUL to out[0 .. size) and returns its length; 0
 * if it does not fit. */
size_t blt__word_normalize(char *out, size_t size, const char *word,
                           size_t n);

/* 1 if the written form is correct by the rules of case: the entry itself; a
 * lower-case entry with a first capital or in capitals; a capitalised entry
 * in capitals.  Clitics are stripped if that is needed.  *entry gets the
 * word, or BLT__NO_WORD. */
int blt__lexicon_accepts(const blt__lexicon *l, const char *word, size_t n,
                         uint32_t *entry);
/* The part [*from, *to) of a written form, in bytes, that is left without the
 * clitics ("l'", "'s"): the part to correct. */
void blt__lexicon_strip_clitics(const blt__lexicon *l, const char *word,
                                size_t n, size_t *from, size_t *to);
/* The corrections of a known misspelling, likeliest first: one word each, or
 * two; if one, [1] is BLT__NO_WORD.  Writes at most max and returns how many;
 * 0 if the form is not a known misspelling. */
size_t blt__lexicon_corrections(const blt__lexicon *l, const char *written,
                                size_t n, uint32_t (*word)[2], size_t max);

#endif
