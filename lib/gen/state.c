/* A serialised generator: what it needs to continue, then its session.
 *
 *     "blt-gen\2"                 8 bytes
 *     random numbers              4 x u64
 *     place in UTF-8              need, low, high: 3 x u8
 *     recent bytes                u32 count, then oldest first
 *     logits after the last token 260 x f32
 *     session                     u64 length, then blt_session_save's bytes
 *     checksum of all that        u64
 *
 * All little-endian. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/hash.h"
#include "gen/gen.h"

static const char magic[8] = "blt-gen\2";

static void
put(blt__buf *b, uint64_t x, int bytes)
{
    uint8_t p[8];

    for (int i = 0; i < bytes; i++)
        p[i] = (uint8_t)(x >> 8 * i);
    blt__buf_put(b, p, (size_t)bytes);
}

blt_status
blt_gen_save(const blt_gen *g, uint8_t **data, size_t *n, blt_error *err)
{
    blt__buf b = { NULL, 0, 0, 0 };
    uint8_t *session = NULL;
    size_t length;
    blt_status status = blt_session_save(g->s, &session, &length, err);

    *data = NULL;
    *n = 0;
    if (status != BLT_OK)
        return status;
    blt__buf_put(&b, magic, sizeof magic);
    for (int i = 0; i < 4; i++)
        put(&b, g->rng.s[i], 8);
    put(&b, g->place.need, 1);
    put(&b, g->place.low, 1);
    put(&b, g->place.high, 1);
    put(&b, g->ring_n, 4);
    for (size_t i = 0; i < g->ring_n; i++)
        put(&b, g->ring[(g->ring_at + g->ring_size - g->ring_n + i)
                        % g->ring_size], 1);
    for (int i = 0; i < BLT_VOCAB; i++) {
        uint32_t bits;

        memcpy(&bits, &g->logits[i], 4);
        put(&b, bits, 4);
    }
    put(&b, length, 8);
    blt__buf_put(&b, session, length);
    free(session);
    put(&b, blt__hash_bytes(BLT__HASH_START, b.p, b.n), 8);
    if (b.failed) {
        blt__buf_free(&b);
        return blt__fail_memory(err, "generator state");
    }
    *data = (uint8_t *)b.p;
    *n = b.n;
    return BLT_OK;
}

/* The bytes left to read; `short` once some were missing. */
typedef struct state_source {
    const uint8_t *p;
    size_t n;
    int cut;
} state_source;

static const uint8_t *
take(state_source *in, size_t n)
{
    const uint8_t *p = in->p;

    if (n > in->n) {
        in->cut = 1;
        return NULL;
    }
    in->p += n;
    in->n -= n;
    return p;
}

static uint64_t
get(state_source *in, int bytes)
{
    const uint8_t *p = take(in, (size_t)bytes);
    uint64_t x = 0;

    for (int i = 0; p != NULL && i < bytes; i++)
        x |= (uint64_t)p[i] << 8 * i;
    return x;
}

static int
is_place(const blt__utf8_place *u)
{
    return u->need <= 3
        && (u->need == 0
            || (u->low >= 0x80 && u->high <= 0xbf && u->low <= u->high));
}

blt_status
blt_gen_load(blt_gen *g, const uint8_t *data, size_t n, blt_error *err)
{
    state_source in = { data, n, 0 }, sum;
    const uint8_t *p = take(&in, sizeof magic);
    size_t length;

    if (p == NULL || memcmp(p, magic, sizeof magic) != 0)
        return blt__fail(err, BLT_EDATA, "not the state of a generator%s",
                         p != NULL && memcmp(p, magic, sizeof magic - 1) == 0
                         ? " of this version" : "");
    if (in.n < 8)
        return blt__fail(err, BLT_EDATA, "generator state: cut short");
    in.n -= 8;
    sum = (state_source){ data + n - 8, 8, 0 };
    if (get(&sum, 8) != blt__hash_bytes(BLT__HASH_START, data, n - 8))
        return blt__fail(err, BLT_EDATA, "generator state: damaged: its"
                         " checksum is wrong");
    for (int i = 0; i < 4; i++)
        g->rng.s[i] = get(&in, 8);
    g->place.need = (uint8_t)get(&in, 1);
    g->place.low = (uint8_t)get(&in, 1);
    g->place.high = (uint8_t)get(&in, 1);
    length = get(&in, 4);
    p = take(&in, length);
    if (p != NULL && is_place(&g->place)) {
        blt__utf8_place place = g->place;

        memset(g->recent, 0, sizeof g->recent);
        g->ring_n = g->ring_at = 0;
        g->ban_at = 0;
        if (g->bias != NULL)
            blt__bias_reset(g->bias);
        for (size_t i = 0; i < length; i++)
            blt__gen_remember(g, p[i]);
        g->place = place;
    }
    for (int i = 0; i < BLT_VOCAB; i++) {
        uint32_t bits = (uint32_t)get(&in, 4);

        memcpy(&g->logits[i], &bits, 4);
    }
    length = get(&in, 8);
    if (in.cut || in.n != length)
        return blt__fail(err, BLT_EDATA, "generator state: cut short");
    /* xoshiro never leaves the all-zero state. */
    if (!is_place(&g->place)
        || !(g->rng.s[0] | g->rng.s[1] | g->rng.s[2] | g->rng.s[3]))
        return blt__fail(err, BLT_EDATA, "generator state: damaged");
    return blt_session_load(g->s, in.p, in.n, err);
}

blt_status
blt_gen_save_file(const blt_gen *g, const char *path, blt_error *err)
{
    blt__save *file;
    uint8_t *data;
    size_t n;
    blt_status status = blt_gen_save(g, &data, &n, err);

    if (status != BLT_OK)
        return status;
    status = blt__save_new(&file, path, err);
    if (status == BLT_OK) {
        blt__save_put(file, data, n);
        status = blt__save_done(file, err);
    }
    free(data);
    return status;
}

blt_status
blt_gen_load_file(blt_gen *g, const char *path, blt_error *err)
{
    blt__map map;
    blt_error why = { BLT_OK, "" };
    blt_status status = blt__map_open(&map, path, err);

    if (status != BLT_OK)
        return status;
    status = blt_gen_load(g, map.p, map.n, &why);
    blt__map_close(&map);
    return status == BLT_OK ? BLT_OK
                            : blt__fail(err, status, "%s: %s", path, why.text);
}
