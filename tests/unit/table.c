/* base/hash.h and base/table.h. */
#include "config.h"
#include "base/table.h"
#include "tests/lib/tap.h"

#define N 20000

static uint64_t
hash_number(uint32_t x)
{
    return blt__hash_bytes(BLT__HASH_START, &x, sizeof x);
}

/* The index under which key was added; keys[] is the array of the entries. */
static uint32_t
find(const blt__hash_table *t, const uint32_t *keys, uint32_t key, uint64_t h)
{
    size_t at = blt__hash_table_start(t, h);
    uint32_t i;

    while ((i = blt__hash_table_next(t, h, &at)) != BLT__HASH_NONE)
        if (keys[i] == key)
            break;
    return i;
}

int
main(void)
{
    static uint32_t keys[N];
    blt__hash_table t = { 0 };
    size_t at, many = 0;
    int good = 1;

    /* Test vectors of the authors of FNV. */
    ok(blt__hash_bytes(BLT__HASH_START, "", 0) == 0xcbf29ce484222325u,
       "FNV-1a of nothing");
    ok(blt__hash_bytes(BLT__HASH_START, "a", 1) == 0xaf63dc4c8601ec8cu,
       "of \"a\"");
    ok(blt__hash_bytes(BLT__HASH_START, "foobar", 6) == 0x85944171f73967e8u,
       "of \"foobar\"");
    ok(blt__hash_bytes(blt__hash_bytes(BLT__HASH_START, "foo", 3), "bar", 3)
       == 0x85944171f73967e8u, "in two parts");

    ok(find(&t, keys, 1, hash_number(1)) == BLT__HASH_NONE,
       "an empty table has nothing");
    for (uint32_t i = 0; i < N; i++) {
        keys[i] = 7 * i;
        good &= blt__hash_table_add(&t, hash_number(keys[i]), i);
    }
    ok(good && t.n == N, "%d indices are added", N);
    ok(t.slots >= 2 * N && t.slots < 8 * N
       && (t.slots & (t.slots - 1)) == 0, "half of the slots are empty");
    for (uint32_t i = 0; i < N; i++)
        good &= find(&t, keys, 7 * i, hash_number(7 * i)) == i
            && find(&t, keys, 7 * i + 1, hash_number(7 * i + 1))
               == BLT__HASH_NONE;
    ok(good, "they are found, and others are not");

    blt__hash_table_clear(&t);
    ok(t.n == 0 && find(&t, keys, 7, hash_number(7)) == BLT__HASH_NONE,
       "cleared");
    /* All with one hash, at the end of the slots. */
    for (uint32_t i = 0; i < 100; i++)
        good &= blt__hash_table_add(&t, UINT32_MAX, i);
    for (uint32_t i = 0; i < 100; i++)
        good &= find(&t, keys, 7 * i, UINT32_MAX) == i;
    ok(good, "equal hashes, around the end of the slots");
    at = blt__hash_table_start(&t, UINT32_MAX);
    while (blt__hash_table_next(&t, UINT32_MAX, &at) != BLT__HASH_NONE)
        many++;
    ok(many == 100, "each is visited once");
    ok(!blt__hash_table_add(&t, 1, BLT__HASH_NONE), "no index is NONE");
    blt__hash_table_free(&t);
    ok(t.slots == 0 && t.slot == NULL, "freed");
    return done_testing();
}
