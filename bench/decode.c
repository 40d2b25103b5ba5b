/* Decoding against the memory: bytes of weights read per second, as a share of
 * the rate at which the same threads read memory.
 *
 *     bench/decode MODEL [THREADS [BYTES]]
 *
 * Generating one byte reads every matrix of the entropy model, the encoder and
 * the decoder once, and those of the global transformer once per patch; so
 * with weights far larger than the caches, bytes of weights over the memory's
 * rate bounds the time per byte.  Five rounds on one thread and on THREADS
 * (the cores) each read 512 MB of memory and then generate BYTES bytes (32);
 * medians are printed.  Memory is read from a buffer in pages of the usual
 * size, as a mapped file has.
 *
 * The last column takes processor time instead of the clock: on a machine with
 * other work it is the share that the code would reach alone, but it leaves
 * out the time that threads wait for one another. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <blt/gen.h>
#include "base/base.h"
#include "base/pool.h"
#include "bench/bench.h"

enum { ROUNDS = 5, STRIPES = 256 };
#define READ ((size_t)512 << 20)

typedef uint64_t vector __attribute__((vector_size(16)));

typedef struct bench {
    const blt_model *m;
    blt_pool *pool;
    int bytes;                          /* generated per round */
    const vector *memory;               /* READ bytes */
    vector sum[STRIPES];
    double always, patch;               /* bytes of weights per byte of text,
                                           and per patch */
    double read[ROUNDS], weights[ROUNDS], seconds[ROUNDS];
    double share[ROUNDS];               /* by processor time */
} bench;

/* Seconds of all threads. */
static double
processor(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Independent sums, so that the loads and nothing else take the time. */
static void
read_stripe(void *arg, size_t i, int worker)
{
    bench *b = arg;
    const size_t n = READ / sizeof *b->memory / STRIPES;
    const vector *p = b->memory + i * n;
    vector s = { 0 }, t = s, u = s, v = s;

    (void)worker;
    for (size_t k = 0; k < n; k += 4) {
        s += p[k];
        t += p[k + 1];
        u += p[k + 2];
        v += p[k + 3];
    }
    b->sum[i] = s + t + u + v;
}

/* Returns bytes per second of processor time. */
static double
read_memory(bench *b, int round)
{
    double began = bench_now(), used = processor();

    blt__pool_run(b->pool, STRIPES, read_stripe, b);
    b->read[round] = (double)READ / (bench_now() - began);
    return (double)READ / (processor() - used);
}

static int
has(const char *name, const char *part)
{
    return strstr(name, part) != NULL;
}

/* Embeddings and hash tables are looked up, not read. */
static void
count_weights(bench *b)
{
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;

    for (size_t i = 0; blt_model_tensor(b->m, i, &t); i++) {
        const int context = has(t.name, "cross_attn")
            && (has(t.name, "k_proj") || has(t.name, "v_proj"));

        if (t.dims < 2 || has(t.name, "embed_tokens")
            || has(t.name, "hash_tok"))
            continue;
        if (has(t.name, "global_transformer")
            || has(t.name, "patch_embedding_projection")
            || (has(t.name, "local_decoder") && context)
            || (has(t.name, "local_encoder") && has(t.name, "cross_attn")
                && !context))
            b->patch += (double)t.bytes;
        else
            b->always += (double)t.bytes;
    }
}

/* read: the memory's bytes per second of processor time. */
static void
generate(bench *b, int round, double read)
{
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_session *s;
    blt_gen_options o = BLT_GEN_OPTIONS_INIT;
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_gen *g;
    double began, used, patches, weights;

    so.pool = b->pool;
    check(blt_session_new(&s, b->m, &so, &err));
    o.max_bytes = (uint64_t)b->bytes + 1;
    o.utf8 = 0;
    o.seed = 1;
    check(blt_gen_new(&g, s, &o, &err));
    check(blt_gen_feed(g, (const uint8_t *)"The ", 4, NULL, NULL, &err));
    check(blt_gen_next(g, &step, &err));
    patches = (double)blt_session_patches(s);
    used = processor();
    began = bench_now();
    for (int i = 0; i < b->bytes; i++)
        check(blt_gen_next(g, &step, &err));
    b->seconds[round] = bench_now() - began;
    used = processor() - used;
    patches = (double)blt_session_patches(s) - patches;
    weights = b->bytes * b->always + patches * b->patch;
    b->weights[round] = weights / b->seconds[round];
    b->share[round] = weights / used / read;
    blt_gen_free(g);
    blt_session_free(s);
}

static void
measure(bench *b, int threads)
{
    double read, weights, seconds;

    check(blt_pool_new(&b->pool, threads, &err));
    for (int i = -1; i < ROUNDS; i++) {         /* the first warms up */
        int round = i < 0 ? 0 : i;

        generate(b, round, read_memory(b, round));
    }
    bench_sort(b->read, ROUNDS);
    bench_sort(b->weights, ROUNDS);
    bench_sort(b->seconds, ROUNDS);
    bench_sort(b->share, ROUNDS);
    read = b->read[ROUNDS / 2];
    weights = b->weights[ROUNDS / 2];
    seconds = b->seconds[ROUNDS / 2];
    printf("| %d | %.4g | %.1f | %.1f | %.2f | %.2f |\n", threads,
           b->bytes / seconds, weights / 1e9, read / 1e9, weights / read,
           b->share[ROUNDS / 2]);
    fflush(stdout);
    blt_pool_free(b->pool);
}

int
main(int argc, char **argv)
{
    bench b = { .bytes = argc > 3 ? atoi(argv[3]) : 32 };
    blt_model *m;
    blt_pool *all;
    vector *memory = blt__alloc(READ, 1);
    int threads;

    if (argc < 2 || argc > 4 || b.bytes < 1)
        exit((fprintf(stderr, "usage: bench/decode MODEL [THREADS [BYTES]]\n"),
              2));
    if (memory == NULL)
        exit((fputs("out of memory\n", stderr), 2));
    for (size_t i = 0; i < READ / sizeof *memory; i++)
        memory[i] = (vector){ i, i };
    b.memory = memory;
    check(blt_model_open(&m, argv[1], &err));
    check(blt_pool_new(&all, argc > 2 ? atoi(argv[2]) : 0, &err));
    threads = blt_pool_threads(all);
    blt_pool_free(all);
    b.m = m;
    count_weights(&b);
    printf("%s: %.4g MB of weights per byte, %.4g MB per patch\n\n"
           "| threads | bytes/s | weights, GB/s | memory, GB/s | share |"
           " by processor time |\n|---|---|---|---|---|---|\n", blt_model_name(m), b.always / 1e6,
           b.patch / 1e6);
    measure(&b, 1);
    if (threads > 1)
        measure(&b, threads);
    free(memory);
    blt_model_close(m);
    return 0;
}
