/* Folding of words, and the hashes of words and grams. */
#include "config.h"
#include "base/hash.h"
#include "lang/word_key.h"
#include "text/text.h"

static uint64_t
mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

uint64_t
blt__gram_hash(const blt__word_key *k, size_t n)
{
    uint64_t h = 0;

    for (size_t i = 0; i < n; i++)
        h = mix(h ^ k[i] * 0x9e3779b97f4a7c15u);
    return h;
}

uint32_t
blt__fold_char(uint32_t c)
{
    return c == 0x131 ? 'i' : c == 0x2019 || c == 0x2bc ? '\''
        : c == 0xad ? 0 : blt__char_lower(c);
}

size_t
blt__fold_next(uint32_t *c, const uint8_t *p, size_t n)
{
    int k = blt__utf8_char(c, p, n);

    if (k <= 0) {
        *c = *p;
        return 1;
    }
    *c = blt__fold_char(*c);
    return (size_t)k;
}

blt__word_key
blt__word_key_of(const char *word, size_t n)
{
    uint64_t h = BLT__HASH_START;
    uint8_t out[4];

    for (size_t i = 0; i < n;) {
        uint8_t b = (uint8_t)word[i];

        if (b < 0x80) {             /* ASCII needs no table */
            h = blt__hash_add(h, b >= 'A' && b <= 'Z' ? b + 32u : b);
            i++;
        } else {
            uint32_t c;
            size_t k;

            i += blt__fold_next(&c, (const uint8_t *)word + i, n - i);
            k = c ? blt__utf8_put(out, c) : 0;
            for (size_t j = 0; j < k; j++)
                h = blt__hash_add(h, out[j]);
        }
    }
    h = mix(h);
    return h < BLT__KEY_RESERVED ? h + BLT__KEY_RESERVED : h;
}
