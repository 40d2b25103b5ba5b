/* The tensors of a cloze network: rows in the order of the table of words,
 * vectors in 4 bits, matrices in bfloat16. */
#include "config.h"
#include <stdlib.h>
#include "file/safetensors.h"
#include "lang/le.h"
#include "langbuild/cloze_trainer.h"
#include "num/half.h"
#include "num/rows.h"

/* Short names for the shape of the network. */
enum {
    ADJACENT = BLT__CLOZE_ADJACENT, WINDOW = BLT__CLOZE_WINDOW,
    IN = BLT__CLOZE_IN, DIM = BLT__CLOZE_DIM, HIDDEN = BLT__CLOZE_HIDDEN,
    INPUTS = BLT__CLOZE_INPUTS, OUTPUTS = BLT__CLOZE_OUTPUTS
};

static void
put_matrix(blt__buf *b, const blt__cloze_matrix *a)
{
    for (size_t i = 0; i < a->n; i++)
        blt__put_le16(b, blt__bf16_from(a->v[i]));
}

/* Appends a vector in 4 bits, and its scale; 0: it is not finite. */
static int
put_row(blt__buf *b, blt__buf *scales, const blt__cloze_table *a, uint32_t row)
{
    uint8_t q[IN > DIM ? IN : DIM];
    uint16_t scale;

    if (!blt__row_pack(q, &scale, a->v + row * a->width, a->width, BLT__I4))
        return 0;
    blt__buf_put(b, q, a->width / 2);
    blt__put_le16(scales, scale);
    return 1;
}

typedef struct order { uint64_t hash; uint32_t row; } order;

static int
by_hash(const void *a, const void *b)
{
    uint64_t x = ((const order *)a)->hash, y = ((const order *)b)->hash;

    return x < y ? -1 : x > y;
}

blt_status
blt__cloze_pack(blt__cloze_data *d, const blt__cloze_trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    uint32_t buckets = p->words / BLT__GRAM_FILL + 1, n = 0;
    order *o = blt__alloc(p->words, sizeof *o);

    if (!o)
        return blt__fail_memory(err, "cloze network");
    for (uint32_t w = 0; w < p->words; w++)
        o[w] = (order){ blt__gram_hash(&p->key[w], 1), w };
    qsort(o, p->words, sizeof *o, by_hash);
    for (uint32_t b = 0; b <= buckets; b++) {
        blt__put_le32(&d->start, n);
        while (n < p->words && (o[n].hash >> 32) * buckets >> 32 == b)
            n++;
    }
    for (uint32_t i = 0; i < p->words; i++) {
        uint32_t w = o[i].row;
        uint8_t flags = t->in_window[w];

        blt__put_le16(&d->rest, (uint32_t)o[i].hash & 0xffff);
        blt__buf_put(&d->word, &flags, 1);
        if (!put_row(&d->in, &d->in_scale, &t->in, w)
            || !put_row(&d->out, &d->out_scale, &t->out, w)) {
            free(o);
            return blt__fail(err, BLT_EDATA,
                             "cloze network: training diverged");
        }
    }
    free(o);
    blt__put_le32(&d->head, 1);
    blt__put_le32(&d->head, ADJACENT);
    blt__put_le32(&d->head, WINDOW);
    put_matrix(&d->first, &t->first);
    put_matrix(&d->second, &t->second);
    blt__buf_put(&d->bias, t->bias.v, t->bias.n * sizeof *t->bias.v);
    d->rows = p->words;
    return d->head.failed || d->start.failed || d->rest.failed
        || d->word.failed || d->in.failed || d->in_scale.failed
        || d->out.failed || d->out_scale.failed || d->first.failed
        || d->second.failed || d->bias.failed
        ? blt__fail_memory(err, "cloze network") : BLT_OK;
}

void
blt__cloze_data_free(blt__cloze_data *d)
{
    blt__buf *all[] = { &d->head, &d->start, &d->rest, &d->word, &d->in,
                        &d->in_scale, &d->out, &d->out_scale, &d->first,
                        &d->bias, &d->second };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        blt__buf_free(all[i]);
}

static void
declare(blt__st_out *o, const char *name, const char *dtype, size_t rows,
    size_t cols)
{
    const int64_t shape[] = { (int64_t)rows, (int64_t)cols };

    blt__st_out_add(o, name, dtype, cols ? 2 : 1, shape);
}

void
blt__cloze_declare(blt__st_out *o, const blt__cloze_data *d)
{
    declare(o, "around.head", "U32", d->head.n / 4, 0);
    declare(o, "around.start", "U32", d->start.n / 4, 0);
    declare(o, "around.rest", "U16", d->rows, 0);
    declare(o, "around.word", "U8", d->rows, 0);
    declare(o, "around.in", "U8", d->rows, IN / 2);
    declare(o, "around.in_scale", "BF16", d->rows, 0);
    declare(o, "around.out", "U8", d->rows, DIM / 2);
    declare(o, "around.out_scale", "BF16", d->rows, 0);
    declare(o, "around.first", "BF16", OUTPUTS, INPUTS);
    declare(o, "around.bias", "F32", OUTPUTS, 0);
    declare(o, "around.second", "BF16", DIM, HIDDEN);
}

void
blt__cloze_write(blt__st_out *o, const blt__cloze_data *d)
{
    const blt__buf *all[] = { &d->head, &d->start, &d->rest, &d->word, &d->in,
                              &d->in_scale, &d->out, &d->out_scale, &d->first,
                              &d->bias, &d->second };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        blt__st_out_data(o, all[i]->p, all[i]->n);
}
