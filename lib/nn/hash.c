/* Hashed n-gram embedding: each position reads one row of each table, chosen
 * by a polynomial hash of the last g ids, and adds it to the embedding of the
 * byte.
 *                                                [MODEL.md 5.1, BLT 3.2.1] */
#include "config.h"
#include "nn/hash.h"
#include "nn/linear.h"
#include "num/kern.h"

static const uint64_t prime[] = {
    1000000007u, 5915587277u, 1500450271u, 3267000013u, 5754853343u,
    4093082899u, 9576890767u, 3628273133u, 2860486313u, 5463458053u,
    3367900313u
};
enum { PRIMES = sizeof prime / sizeof prime[0] };

size_t
blt__hash_tables(const blt_config *c)
{
    return (size_t)c->n_hash_sizes * (size_t)c->hash_functions;
}

size_t
blt__hash_reach(const blt_config *c)
{
    int reach = 0;

    for (int i = 0; i < c->n_hash_sizes; i++)
        if (c->hash_sizes[i] - 1 > reach)
            reach = c->hash_sizes[i] - 1;
    return (size_t)reach;
}

/* sum_j w_j prime^j, oldest first, in wrapping 64-bit arithmetic, then the
 * non-negative remainder of it as a signed number. */
void
blt__hash_rows(int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c)
{
    const int64_t vocab = c->hash_vocab;

    for (size_t i = 0; i < n; i++)
        for (int f = 0, t = 0; f < c->hash_functions; f++)
            for (int s = 0; s < c->n_hash_sizes; s++, t++) {
                uint64_t sum = 0;
                int64_t r;

                for (int j = 0; j < c->hash_sizes[s]; j++)
                    sum = sum * prime[f % PRIMES]
                        + (uint64_t)ids[(ptrdiff_t)i - j];
                r = (int64_t)sum % vocab;
                *row++ = t * vocab + (r < 0 ? r + vocab : r);
            }
}

/* x += row; other types than F32 are converted in a small array first. */
static void
add_row(float *x, const blt__mat *table, size_t row)
{
    const size_t d = table->cols;
    const char *p = (const char *)table->p
        + row * blt__type_size(table->type, d);
    blt__mat piece = *table;
    float part[1024];

    if (table->type == BLT__I8) {
        blt__kern_get()->axpy8(x, blt__mat_scale(table, row),
                               (const int8_t *)p, d);
        return;
    }
    if (table->type == BLT__I4) {
        blt__kern_get()->axpy4(x, blt__mat_scale(table, row),
                               (const uint8_t *)p, d);
        return;
    }
    for (size_t at = 0; at < d; at += piece.cols) {
        piece.p = p + blt__type_size(table->type, at);
        piece.cols = d - at < 1024 ? d - at : 1024;
        blt__mat_row(part, &piece, 0);
        blt__add(x + at, part, piece.cols);
    }
}

void
blt__embed_fwd(float *x, const int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c, const blt__mat *embed,
               const blt__mat *hash)
{
    const size_t d = embed->cols, tables = blt__hash_tables(c);

    for (size_t i = 0; i < n; i++, x += d, row += tables) {
        blt__mat_row(x, embed, (size_t)ids[i]);
        for (size_t t = 0; t < tables; t++)
            add_row(x, hash, (size_t)row[t]);
    }
}
