/* The processes of one training run, numbered as MPI ranks.  The only file
 * that uses MPI.
 *
 * Every rank makes the same steps with the same weights and has the same
 * results; only the part of a batch that it computes differs.  Ranks exchange
 * no messages in pairs; they call the same collective operations in the same
 * order:
 *
 *   gather   each computed some items of an array; all get all items
 *   sum      each has an array; all get the sum, in a fixed order
 *   share    one has the data; all get it
 *   agree    one failed; all fail, with its message
 *
 * An error that one rank alone can have (memory, a file) therefore goes
 * through agree() before the next exchange.  An MPI call that fails ends all
 * ranks, which is MPI's default.  When a rank dies, mpiexec ends the others.
 *
 * With one rank, or without MPI, there is nothing to exchange. */
#include "config.h"
#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_MPI
# include <mpi.h>
#endif
#include "base/base.h"
#include "train/ranks.h"
#include "train/sum.h"

#define CHUNK ((size_t)1 << 22) /* floats summed at a time: a buffer of 16 MB,
                                   and messages long enough that latency
                                   does not matter (derived) */

struct blt_ranks {
    int number, count;
    int guest;                  /* 1: the caller started MPI and ends it */
    int *n, *at;                /* [count] each rank's part of an array */
    int *buffer_n, *buffer_at;  /* [count] and of the buffer */
    float *buffer;              /* every rank's part of one chunk */
};

int
blt_ranks_number(const blt_ranks *r)
{
    return r == NULL ? 0 : r->number;
}

size_t
blt__ranks_count(const blt_ranks *r)
{
    return r == NULL ? 1 : (size_t)r->count;
}

blt_status
blt__ranks_fit(const blt_ranks *r, size_t shards, size_t items,
               blt_error *err)
{
    size_t count = blt__ranks_count(r), mine = shards / count;

    if (count == 1)
        return BLT_OK;
    if (items > INT_MAX)
        return blt__fail(err, BLT_EINVAL, "ranks exchange at most %d items,"
                         " not %zu", INT_MAX, items);
    if (shards % count == 0 && (mine & (mine - 1)) == 0)
        return BLT_OK;
    return blt__fail(err, BLT_EINVAL, "%zu ranks cannot share %zu shards:"
                     " each needs 1, 2, 4, 8 ... of them, all the same"
                     " number", count, shards);
}

blt_status
blt__ranks_same(const blt_ranks *r, const char *what, const char *text,
                blt_error *err)
{
    size_t n = strlen(text) + 1, a = 0, b = 0;
    blt_status s = BLT_OK;
    char *first;

    if (blt__ranks_count(r) == 1)
        return BLT_OK;
    blt__ranks_share(r, 0, &n, sizeof n);
    first = calloc(1, n);
    s = blt__ranks_agree(r, first != NULL ? BLT_OK
                         : blt__fail_memory(err, what), err);
    if (s != BLT_OK) {
        free(first);
        return s;
    }
    if (r->number == 0)
        memcpy(first, text, n);
    blt__ranks_share(r, 0, first, n);
    for (const char *p = first, *q = text; s == BLT_OK;
         p += a + 1, q += b + 1) {
        a = strcspn(p, "\n");
        b = strcspn(q, "\n");
        if (a != b || memcmp(p, q, a) != 0)
            s = blt__fail(err, BLT_EDATA, "%s: has \"%.*s\" where rank 0 has"
                          " \"%.*s\"", what, b < 90 ? (int)b : 90, q,
                          a < 90 ? (int)a : 90, p);
        else if (p[a] != q[b])
            s = blt__fail(err, BLT_EDATA, "%s: is not as long as that of"
                          " rank 0", what);
        else if (p[a] == '\0')
            break;
    }
    free(first);
    return blt__ranks_agree(r, s, err);
}

#ifdef HAVE_MPI

/* ---- joining ------------------------------------------------------------ */

blt_status
blt_ranks_new(blt_ranks **out, blt_error *err)
{
    blt_ranks *r = calloc(1, sizeof *r);
    blt_status s = BLT_OK;
    int level;

    *out = NULL;
    if (r == NULL)
        return blt__fail_memory(err, "ranks");
    MPI_Initialized(&r->guest);
    if (!r->guest)      /* the pool's threads never call MPI */
        MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
    MPI_Comm_rank(MPI_COMM_WORLD, &r->number);
    MPI_Comm_size(MPI_COMM_WORLD, &r->count);
    r->n = calloc((size_t)r->count, 4 * sizeof *r->n);
    /* A part of a chunk is at most CHUNK / count + 1. */
    r->buffer = blt__alloc(CHUNK + (size_t)r->count, sizeof *r->buffer);
    if (r->n == NULL || r->buffer == NULL) {
        s = blt__fail_memory(err, "ranks");
    } else {
        r->at = r->n + r->count;
        r->buffer_n = r->at + r->count;
        r->buffer_at = r->buffer_n + r->count;
    }
    s = blt__ranks_agree(r, s, err);
    if (s != BLT_OK) {
        blt_ranks_free(r);
        return s;
    }
    *out = r;
    return BLT_OK;
}

void
blt_ranks_free(blt_ranks *r)
{
    if (r == NULL)
        return;
    if (!r->guest)
        MPI_Finalize();
    free(r->n);
    free(r->buffer);
    free(r);
}

/* ---- exchanges ---------------------------------------------------------- */

int
blt_ranks_any(const blt_ranks *r, int yes)
{
    int any = yes;

    if (blt__ranks_count(r) > 1)
        MPI_Allreduce(&yes, &any, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
    return any;
}

blt_status
blt__ranks_agree(const blt_ranks *r, blt_status s, blt_error *err)
{
    int mine, first;
    blt_error e = { .status = s };

    if (blt__ranks_count(r) == 1)
        return s;
    mine = s != BLT_OK ? r->number : r->count;
    MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == r->count)
        return BLT_OK;
    if (first == r->number && err != NULL)
        memcpy(e.text, err->text, sizeof e.text);
    MPI_Bcast(&e, sizeof e, MPI_BYTE, first, MPI_COMM_WORLD);
    /* Rank 0's message is the one that a single process would give. */
    if (first > 0)
        return blt__fail(err, e.status, "rank %d: %s", first, e.text);
    if (err != NULL)
        *err = e;
    return e.status;
}

void
blt__ranks_share(const blt_ranks *r, int from, void *x, size_t n)
{
    char *p = x;

    if (blt__ranks_count(r) == 1)
        return;
    for (size_t len; n > 0; n -= len, p += len) {
        len = n < INT_MAX ? n : INT_MAX;
        MPI_Bcast(p, (int)len, MPI_BYTE, from, MPI_COMM_WORLD);
    }
}

void
blt__ranks_gather(const blt_ranks *r, void *x, size_t size,
                  const size_t *offsets)
{
    MPI_Datatype item;

    if (blt__ranks_count(r) == 1)
        return;
    assert(size <= INT_MAX && offsets[r->count] <= INT_MAX);
    for (int i = 0; i < r->count; i++) {
        r->at[i] = (int)offsets[i];
        r->n[i] = (int)(offsets[i + 1] - offsets[i]);
    }
    MPI_Type_contiguous((int)size, MPI_BYTE, &item);
    MPI_Type_commit(&item);
    MPI_Allgatherv(MPI_IN_PLACE, 0, item, x, r->n, r->at, item,
                   MPI_COMM_WORLD);
    MPI_Type_free(&item);
}

/* Each rank receives its part of the numbers from all of them, adds these as
 * a tree and distributes the sums.  Every number travels twice, however many
 * ranks there are, and the additions are divided too. */
static void
sum_chunk(const blt_ranks *r, float *x, size_t len)
{
    size_t count = (size_t)r->count, me = (size_t)r->number;
    size_t mine = len * (me + 1) / count - len * me / count;

    for (size_t i = 0; i < count; i++) {
        r->at[i] = (int)(len * i / count);
        r->n[i] = (int)(len * (i + 1) / count) - r->at[i];
        r->buffer_at[i] = (int)(i * mine);
        r->buffer_n[i] = (int)mine;
    }
    MPI_Alltoallv(x, r->n, r->at, MPI_FLOAT, r->buffer, r->buffer_n,
                  r->buffer_at, MPI_FLOAT, MPI_COMM_WORLD);
    blt__sum_tree(r->buffer, mine, count, mine);
    MPI_Allgatherv(r->buffer, (int)mine, MPI_FLOAT, x, r->n, r->at, MPI_FLOAT,
                   MPI_COMM_WORLD);
}

void
blt__ranks_sum(const blt_ranks *r, float *x, size_t n)
{
    if (blt__ranks_count(r) == 1)
        return;
    for (size_t at = 0; at < n; at += CHUNK)
        sum_chunk(r, x + at, n - at < CHUNK ? n - at : CHUNK);
}

#else

/* ---- built without MPI: one rank ---------------------------------------- */

blt_status
blt_ranks_new(blt_ranks **out, blt_error *err)
{
    *out = NULL;
    return blt__fail(err, BLT_EINVAL, "ranks: this library was built without"
                     " MPI (./configure --with-mpi)");
}

void
blt_ranks_free(blt_ranks *r)
{
    (void)r;
}

int
blt_ranks_any(const blt_ranks *r, int yes)
{
    (void)r;
    return yes;
}

blt_status
blt__ranks_agree(const blt_ranks *r, blt_status s, blt_error *err)
{
    (void)r;
    (void)err;
    return s;
}

void
blt__ranks_share(const blt_ranks *r, int from, void *x, size_t n)
{
    (void)r;
    (void)from;
    (void)x;
    (void)n;
}

void
blt__ranks_gather(const blt_ranks *r, void *x, size_t size,
                  const size_t *offsets)
{
    (void)r;
    (void)x;
    (void)size;
    (void)offsets;
}

void
blt__ranks_sum(const blt_ranks *r, float *x, size_t n)
{
    (void)r;
    (void)x;
    (void)n;
}

#endif
