/* Word keys: the 64-bit hashes by which the n-grams and the cloze network
 * know words.
 *
 * A key is FNV-1a over the bytes of the word's fold, then mix():
 *
 *     fold     lower case; dotless i as i; ' for U+2019 and U+02BC; soft
 *              hyphens left out
 *     mix(x)   x ^= x >> 32; x *= 0xd6e8feb86659fd93; x ^= x >> 32;
 *              x *= 0xd6e8feb86659fd93; x ^= x >> 32
 *
 * Keys below 16 are reserved; a hash in that range has 16 added.  The hash of
 * a gram k1 .. kn, oldest first, is
 *
 *     h = 0;  for each k:  h = mix(h ^ k * 0x9e3779b97f4a7c15)
 *
 * Language files store parts of gram hashes, so both functions are part of
 * the file format.  All functions here are pure. */
#ifndef BLT_LANG_WORD_KEY_H
#define BLT_LANG_WORD_KEY_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t blt__word_key;

/* Reserved keys; 0 means "not known" (skipped text, no word). */
#define BLT__KEY_START 1u       /* before the first word of a sentence */
#define BLT__KEY_NUMBER 2u      /* any number */
#define BLT__KEY_UNKNOWN 3u     /* any word too rare for the tables */
#define BLT__KEY_END 4u         /* after the last letter of a word */
#define BLT__KEY_PAD 5u         /* beyond the end of a paragraph */
#define BLT__KEY_RESERVED 16u   /* words and letters have keys >= this */

/* The key of a word of n bytes; bytes that are not UTF-8 count as they
 * are. */
blt__word_key blt__word_key_of(const char *word, size_t n);

/* The fold of one character; 0: left out. */
uint32_t blt__fold_char(uint32_t c);

/* Reads one character of p[0 .. n), n >= 1, into *c, folded (0: left out; the
 * byte itself when it is not UTF-8).  Returns its length in bytes. */
size_t blt__fold_next(uint32_t *c, const uint8_t *p, size_t n);

/* The hash of the gram k[0 .. n). */
uint64_t blt__gram_hash(const blt__word_key *k, size_t n);

#endif
