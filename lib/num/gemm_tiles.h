/* Matrix products for training: c = alpha op(a) op(b) + beta c, for any vector
 * width.  A file for one instruction set defines the vector operations and the
 * sizes below, and GEMM, the name of the function; then it includes this.
 *
 * A general sgemm packs both operands and clears c before it adds to it,
 * which at the widths of byte models (sums over 32 to 700) takes about a
 * third of the product's time (measured, bench/README.md).  Here only b is
 * packed: a panel of at most KB x NB at a time, small enough for the
 * first-level cache, transposed if necessary, so that one kernel serves every
 * shape.  a is read in place: the kernel needs single elements of it, at any
 * stride.  (Only operands that are rounded to pairs are both packed.)  GROUP
 * panels are packed together, and MB rows of a are multiplied by all of them
 * while they are in the second-level cache.
 *
 * A tile is r rows by v vectors of c, in r * v registers.  The sum of an
 * element runs over k in order, in blocks of at most KB, wherever the element
 * is in c.
 *
 * The includer defines:
 *   vec, LANES              a vector, and its number of floats
 *   PAIRS                   1: an element of a packed operand is not a float
 *                           but two successive terms of the sum, rounded to
 *                           bfloat16; the includer defines elem, the type of
 *                           an element, part, a vector of them, each,
 *                           accumulate, pack_plain, pack_turned, left_rows
 *   KB, NB, GROUP, MB       see above; KB in elements; NB is 2 or 4 vectors
 *   ROWS(v)                 rows of a tile of v vectors
 *   COPY_A                  1: pack a transposed a, too
 *   depth_of(k)             length of the blocks of a sum over k, in floats
 *   zero  all  load  load_part  store  store_part  mul  madd  turn */

#if !PAIRS
typedef float elem;
typedef vec part;

INLINE part
each(float x)
{
    return all(x);
}

INLINE vec
accumulate(vec s, part a, part b)
{
    return madd(a, b, s);
}
#endif

/* The operand a: op(a)[i][k] is p[i*ld + k], or p[k*ld + i] if turned. */
struct given { const float *p; size_t ld; int turned; };

/* Rows of a for the kernel: element k of row i is p[i * down + k * col]; in a
 * tile that starts at row i, element k of row i + y is y * row after it. */
struct left { const elem *p; size_t down, row, col; };

struct out {
    float *p;
    size_t ld, cols;
    float alpha, beta;
};

/* n: number of floats of a row's last vector that belong to c. */
INLINE void
finish(const struct out *c, float *p, vec s[12][4], size_t n, const int r,
       const int v)
{
    const vec alpha = all(c->alpha), beta = all(c->beta);

    UNROLL
    for (int y = 0; y < r; y++, p += c->ld)
        UNROLL
        for (int x = 0; x < v; x++) {
            size_t here = x == v - 1 ? n : LANES;
            vec t = mul(alpha, s[y][x]);

            if (c->beta != 0)
                t = madd(beta, load_part(p + LANES * x, here), t);
            store_part(p + LANES * x, here, t);
        }
}

INLINE void
tile(const struct out *c, size_t i, const struct left *a, const elem *panel,
     size_t k, const int r, const int v)
{
    const elem *p = a->p + i * a->down;
    float *to = c->p + i * c->ld;
    const size_t last = c->cols - (size_t)(v - 1) * LANES;
    vec s[12][4];

    UNROLL
    for (int y = 0; y < r; y++) {
        _mm_prefetch((const char *)(to + (size_t)y * c->ld), _MM_HINT_T0);
        UNROLL
        for (int x = 0; x < v; x++)
            s[y][x] = zero();
    }
    for (; k > 0; k--, panel += NB, p += a->col) {
        part b[4];

        /* For the tile below: a transposed a is read down its columns. */
        _mm_prefetch((const char *)(p + (size_t)r * a->down), _MM_HINT_T0);

        UNROLL
        for (int x = 0; x < v; x++)
            b[x] = load(panel + LANES * x);
        UNROLL
        for (int y = 0; y < r; y++) {
            part t = each(p[(size_t)y * a->row]);

            UNROLL
            for (int x = 0; x < v; x++)
                s[y][x] = accumulate(s[y][x], t, b[x]);
        }
    }
    if (last == LANES)
        finish(c, to, s, LANES, r, v);
    else
        finish(c, to, s, last, r, v);
}

/* All rows against one panel, v vectors wide. */
INLINE void
rows_width(const struct out *c, const struct left *a, const elem *panel,
           size_t m, size_t k, const int v)
{
    const int most = ROWS(v);
    size_t i = 0;

    for (; i + (size_t)most <= m; i += (size_t)most)
        tile(c, i, a, panel, k, most, v);
    if (most > 6 && m - i >= 6) {
        tile(c, i, a, panel, k, 6, v);
        i += 6;
    }
    switch (m - i) {
    case 5: tile(c, i, a, panel, k, 5, v); break;
    case 4: tile(c, i, a, panel, k, 4, v); break;
    case 3: tile(c, i, a, panel, k, 3, v); break;
    case 2: tile(c, i, a, panel, k, 2, v); break;
    case 1: tile(c, i, a, panel, k, 1, v); break;
    }
}

static void
rows(const struct out *c, const struct left *a, const elem *panel, size_t m,
     size_t k)
{
    switch ((c->cols + LANES - 1) / LANES) {
#if NB > 2 * LANES
    case 4: rows_width(c, a, panel, m, k, 4); break;
    case 3: rows_width(c, a, panel, m, k, 3); break;
#endif
    case 2: rows_width(c, a, panel, m, k, 2); break;
    case 1: rows_width(c, a, panel, m, k, 1); break;
    }
}

#if !PAIRS
/* panel[x*NB + y] = b[y*ld + x] for k x n; zero to the next vector. */
static void
pack_turned(float *panel, const float *b, size_t ld, size_t k, size_t n)
{
    size_t x = 0, y;

    for (; x + LANES <= k; x += LANES)
        for (y = 0; y + LANES <= n; y += LANES)
            turn(panel + x * NB + y, b + y * ld + x, ld);
    for (size_t at = 0; at < k; at++)
        for (y = at < x ? n / LANES * LANES : 0;
             y < (n + LANES - 1) / LANES * LANES; y++)
            panel[at * NB + y] = y < n ? b[y * ld + at] : 0;
}

static void
pack_plain(float *panel, const float *b, size_t ld, size_t k, size_t n)
{
    for (; k > 0; k--, panel += NB, b += ld) {
        size_t y = 0;

        for (; y + LANES <= n; y += LANES)
            store(panel + y, load_part(b + y, LANES));
        if (y < n)
            store(panel + y, load_part(b + y, n - y));
    }
}

#if COPY_A
/* Packs groups of six columns: to[i*k + x*6 + y] = a[x*ld + i + y] for i a
 * multiple of 6.  Read by columns, a would use six floats of each cache line,
 * and at a stride of a power of two the lines would evict one another.
 * Sixteen rows at a time stay in the first-level cache. */
static void
pack_left(float *to, const float *a, size_t ld, size_t m, size_t k)
{
    for (size_t x0 = 0; x0 < k; x0 += 16) {
        size_t end = x0 + 16 < k ? x0 + 16 : k, i = 0;

        for (; i + 6 <= m; i += 6)
            for (size_t x = x0; x < end; x++)
                memcpy(to + i * k + x * 6, a + x * ld + i, 6 * sizeof *a);
        for (size_t x = x0; i < m && x < end; x++)
            memcpy(to + i * k + x * 6, a + x * ld + i, (m - i) * sizeof *a);
    }
}
#endif

/* Rows i .. i + n - 1, k of whose elements meet g panels. */
static struct left
left_rows(elem *copy, const struct given *a, size_t i, size_t n, size_t k,
          size_t g)
{
    const struct left turned = { a->p + i, 1, 1, a->ld };

    (void)copy;
    (void)n;
    (void)k;
    (void)g;
    if (!a->turned)
        return (struct left){ a->p + i * a->ld, a->ld, a->ld, 1 };
#if COPY_A
    if (k > 1 && g > 2) {               /* pays from 3 panels on */
        pack_left(copy, turned.p, a->ld, n, k);
        return (struct left){ copy, k, 1, 6 };
    }
#endif
    return turned;
}
#endif

#if PAIRS
static struct left
left_rows(elem *copy, const struct given *a, size_t i, size_t n, size_t k,
          size_t g);
#endif

/* Multiplies m rows of a by g panels of b of k floats; o[x] are the columns
 * of c that panel x contributes to. */
static void
blocks(const struct out *o, elem (*panel)[KB * NB], size_t g,
       const struct given *a, size_t m, size_t k)
{
#if COPY_A
    _Alignas(64) elem copy[MB * KB];
#else
    elem *copy = NULL;
#endif

    for (size_t i = 0; i < m; i += MB) {
        size_t n = m - i < MB ? m - i : MB;
        struct left l = left_rows(copy, a, i, n, k, g);

        for (size_t x = 0; x < g; x++) {
            struct out t = o[x];

            t.p += i * t.ld;
            rows(&t, &l, panel[x], n, PAIRS ? (k + 1) / 2 : k);
        }
    }
}

void
GEMM(float *c, size_t ldc, float beta, float alpha,
     const float *a, size_t lda, int ta,
     const float *b, size_t ldb, int tb, size_t m, size_t n, size_t k)
{
    _Alignas(64) elem panel[GROUP][KB * NB];
    const size_t most = depth_of(k);

    for (size_t j0 = 0; j0 < n; j0 += GROUP * NB)
        for (size_t k0 = 0; k0 == 0 || k0 < k; k0 += most) {
            size_t depth = k - k0 < most ? k - k0 : most, g;
            struct given l = { a + (ta ? k0 * lda : k0), lda, ta };
            struct out o[GROUP];

            for (g = 0; g < GROUP && j0 + g * NB < n; g++) {
                size_t j = j0 + g * NB;

                o[g] = (struct out){ c + j, ldc, n - j < NB ? n - j : NB,
                                     alpha, k0 == 0 ? beta : 1 };
                if (tb)
                    pack_turned(panel[g], b + j * ldb + k0, ldb, depth,
                                o[g].cols);
                else
                    pack_plain(panel[g], b + k0 * ldb + j, ldb, depth,
                               o[g].cols);
            }
            blocks(o, panel, g, &l, m, depth);
        }
}
