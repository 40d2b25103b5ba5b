/* A lexicon as it lies in a language's file, and its building. */
#ifndef BLT_LANG_LEXICON_H
#define BLT_LANG_LEXICON_H

#include "file/weights.h"
#include "lang/dawg.h"

/* Tensors of the file, each little-endian:
 *
 *   lexicon.head     U32 [5]  version 1, words, misspellings, the bits of a
 *                             word that no text had (in quarters), 1 where i
 *                             and dotless i are two letters
 *   lexicon.nodes    U8  [n]  an automaton of the words
 *   lexicon.seen     U8  [words / 8]  a bit a word: it was in the text
 *   lexicon.rank     U32 [words / 512] how many were seen before each 512
 *   lexicon.bits     U8  [seen]  bit 7: listed; the rest: quarters of a bit
 *   lexicon.clitics  U8  [n]  "'s l' qu'": parts at an apostrophe that may
 *                             stand with any word, parted by blanks
 *   lexicon.wrong    U8  [n]  an automaton of misspellings
 *   lexicon.meant    U32 [misspellings]  what each stands for: a word, or
 *                             with bit 31 a place in
 *   lexicon.list     U32 [n]  words; bit 31 ends a list, bit 30 says that the
 *                             next is a second word ("a lot")
 */
#define BLT__LEXICON_STEPS 4.0f      /* steps in a bit */
#define BLT__LEXICON_FLAG 0x80000000u
#define BLT__LEXICON_PAIR 0x40000000u

blt_status blt__lexicon_open(blt__lexicon **l, const blt__st *st,
                             const char *path, blt_error *err);
void blt__lexicon_free(blt__lexicon *l);

/* A word as lexicons have it: ' for its likes, no soft hyphens; a NUL behind
 * it, its length returned, 0 when it does not fit. */
size_t blt__word_normalize(char *out, size_t size, const char *word, size_t n);

/* ---- build_lexicon.c -------------------------------------------------------- */

typedef struct blt__lexicon_entry {
    const char *word;       /* UTF-8 */
    float bits;             /* INFINITY: in no text */
    int in_dict;
} blt__lexicon_entry;

typedef struct blt__misspelling {
    const char *written;
    const char *meant;      /* parted by commas, likeliest first */
} blt__misspelling;

/* The tensors of a lexicon, from words in the order of their bytes and
 * misspellings in theirs.  Of what a misspelling stands for only words count;
 * one that is itself listed is left out. */
typedef struct blt__lexicon_data {
    blt__buf nodes, seen, rank, bits, clitics, wrong, meant, list;
    uint32_t head[5];
} blt__lexicon_data;

blt_status
blt__lexicon_build(blt__lexicon_data *d, const blt__lexicon_entry *e,
                   size_t n, const blt__misspelling *w, size_t wrongs,
                   const char *clitics, int turkic, blt_error *err);
void blt__lexicon_data_free(blt__lexicon_data *d);
void blt__lexicon_declare(blt__st_out *o, const blt__lexicon_data *d);
void blt__lexicon_write(blt__st_out *o, const blt__lexicon_data *d);

/* A lexicon over the data of a builder, which must outlive it. */
blt_status blt__lexicon_view(blt__lexicon **l, const blt__lexicon_data *d,
                             blt_error *err);

#endif
