/* Units of scored text.  Three ways lead to them: bytes, lines, patches and
 * documents are cut byte by byte; characters, words and sentences wait for
 * the segmenter; scripts and languages are sums of a tally, one unit each
 * when the document ends. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/segment.h>
#include <blt/tally.h>
#include <blt/unit.h>
#include "base/base.h"
#include "base/options.h"
#include "score/block.h"
#include "score/rank.h"
#include "score/scored.h"
#include "score/top.h"

struct blt_units {
    blt_unit_options opt;
    blt_unit_fn fn;
    void *user;
    char *document;
    blt__top top;
    blt_unit unit;              /* the open one */
    blt__buf text;              /* its bytes */
    blt_segmenter *segmenter;
    blt__buf wait;              /* double [waiting] costs of bytes that the
                                   segmenter has */
    int64_t offset;             /* of the first of them */
    int64_t line;               /* at the end of the last unit */
    blt_tally *tally;
    uint32_t hist[256];         /* of the open block */
    blt__edges edges;
    blt__ranks ranks;           /* with opt.relative */
};

double
blt_unit_rank(const blt_unit *u)
{
    return blt__rank(u->nats, (double)u->length);
}

/* ---- what is kept ------------------------------------------------------- */

static void
drop(void *item)
{
    blt_unit *u = item;

    free((char *)u->document);
    free((uint8_t *)u->bytes);
    free(u);
}

static blt_unit *
copy_of(const blt_unit *u)
{
    blt_unit *copy = malloc(sizeof *copy);
    uint8_t *bytes;

    if (copy == NULL)
        return NULL;
    *copy = *u;
    copy->document = strdup(u->document);
    copy->bytes = bytes = u->bytes != NULL ? malloc((size_t)u->length + 1)
        : NULL;
    if (copy->document == NULL || (u->bytes != NULL && bytes == NULL)) {
        drop(copy);
        return NULL;
    }
    if (bytes != NULL)
        memcpy(bytes, u->bytes, (size_t)u->length);
    return copy;
}

/* Of a unit that was not ranked before. */
static double
rank_next(blt_units *u, const blt_unit *unit)
{
    const double rank = blt_unit_rank(unit);

    return u->opt.relative ? blt__rank_relative(&u->ranks, rank) : rank;
}

static blt_status
put(blt_units *u, blt_unit *unit, blt_error *err)
{
    const double rank = rank_next(u, unit);
    blt_unit *copy;

    unit->size = sizeof *unit;
    unit->document = u->document;
    if (u->opt.min_set
        && !(unit->nats >= u->opt.min * (double)unit->length))
        return BLT_OK;
    if (u->opt.top == 0)
        return u->fn(u->user, unit, err);
    if (!blt__top_wants(&u->top, rank)) {
        u->top.added++;
        return BLT_OK;
    }
    copy = copy_of(unit);
    if (copy == NULL || !blt__top_add(&u->top, rank, copy)) {
        if (copy != NULL)
            drop(copy);
        return blt__fail_memory(err, "units");
    }
    return BLT_OK;
}

/* ---- cut byte by byte --------------------------------------------------- */

static void
end_block(blt_units *u)
{
    blt__block_stats(&u->unit.order0, &u->unit.chi_square, u->hist,
                     u->unit.length);
    u->unit.edge = blt__edges_next(&u->edges, u->unit.order0);
    memset(u->hist, 0, sizeof u->hist);
}

static blt_status
end_unit(blt_units *u, blt_error *err)
{
    int64_t next = u->unit.offset + u->unit.length;
    blt_status st;

    if (u->unit.length == 0 && u->opt.kind != BLT_UNIT_DOCUMENT)
        return BLT_OK;
    if (u->text.failed)
        return blt__fail_memory(err, "units");
    if (u->opt.kind == BLT_UNIT_BLOCK)
        end_block(u);
    u->unit.bytes = u->opt.kind == BLT_UNIT_DOCUMENT
        || u->opt.kind == BLT_UNIT_BLOCK ? NULL
        : u->unit.length > BLT_PATCH_LONGEST ? NULL
        : (const uint8_t *)u->text.p;
    st = put(u, &u->unit, err);
    u->unit = (blt_unit){ .offset = next };
    blt__buf_clear(&u->text);
    return st;
}

static blt_status
feed_plain(blt_units *u, const blt_scored *b, blt_error *err)
{
    const blt_unit_kind kind = u->opt.kind;
    blt_status st = BLT_OK;

    for (size_t i = 0; i < b->n && st == BLT_OK; i++) {
        const uint8_t byte = b->bytes[i];

        if (kind == BLT_UNIT_PATCH && b->starts != NULL && b->starts[i])
            st = end_unit(u, err);
        if (u->unit.length == 0 && kind != BLT_UNIT_DOCUMENT
            && kind != BLT_UNIT_BLOCK)
            u->unit.line = u->line;
        u->line += byte == u->opt.newline;
        if (kind == BLT_UNIT_BLOCK)
            u->hist[byte]++;
        else if (kind != BLT_UNIT_DOCUMENT
                 && u->unit.length < BLT_PATCH_LONGEST)
            blt__buf_put(&u->text, &byte, 1);
        u->unit.length++;
        u->unit.chars += (byte & 0xc0) != 0x80;
        u->unit.nats += blt__cost(b, i);
        if (st == BLT_OK && (kind == BLT_UNIT_BYTE
                             || (kind == BLT_UNIT_BLOCK
                                 && u->unit.length == u->opt.block)
                             || (kind == BLT_UNIT_LINE
                                 && byte == u->opt.newline)))
            st = end_unit(u, err);
    }
    return st;
}

/* ---- by the segmenter --------------------------------------------------- */

/* What lies between words are units too, but nobody looks for blanks among
 * the most surprising. */
static int
wanted(const blt_units *u, const blt_segment *s)
{
    return s->word || u->opt.kind != BLT_UNIT_WORD
        || (u->opt.top == 0 && !u->opt.min_set);
}

static blt_status
drain(blt_units *u, blt_error *err)
{
    blt_status st = BLT_OK;
    blt_segment s = BLT_SEGMENT_INIT;
    size_t used = 0;
    double cost;

    while (st == BLT_OK
           && (st = blt_segmenter_next(u->segmenter, &s, err)) == BLT_OK
           && s.n > 0) {
        blt_unit unit = { .offset = u->offset, .bytes = s.p,
                          .length = (int64_t)s.n, .line = u->line };

        for (size_t i = 0; i < s.n; i++) {
            memcpy(&cost, u->wait.p + (used + i) * sizeof cost, sizeof cost);
            unit.nats += cost;
            unit.chars += (s.p[i] & 0xc0) != 0x80;
            u->line += s.p[i] == u->opt.newline;
        }
        if (wanted(u, &s))
            st = put(u, &unit, err);
        used += s.n;
        u->offset += unit.length;
    }
    u->wait.n -= used * sizeof cost;
    if (u->wait.n > 0)
        memmove(u->wait.p, u->wait.p + used * sizeof cost, u->wait.n);
    return st;
}

static blt_status
feed_segments(blt_units *u, const blt_scored *b, blt_error *err)
{
    blt_status st;

    for (size_t i = 0; i < b->n; i++) {
        double cost = blt__cost(b, i);

        blt__buf_put(&u->wait, &cost, sizeof cost);
    }
    if (u->wait.failed)
        return blt__fail_memory(err, "units");
    st = blt_segmenter_push(u->segmenter, b->bytes, b->n, err);
    return st == BLT_OK ? drain(u, err) : st;
}

/* ---- by script and language --------------------------------------------- */

static blt_status
put_sums(blt_units *u, blt_error *err)
{
    const int script = u->opt.kind == BLT_UNIT_SCRIPT;
    blt_status st = BLT_OK;
    blt_sum sum = BLT_SUM_INIT;

    for (size_t i = 0; st == BLT_OK
         && blt_tally_sum(&sum, u->tally, script ? BLT_TALLY_SCRIPT
                          : BLT_TALLY_LANGUAGE, i); i++) {
        blt_unit unit = {
            .name = sum.name, .offset = sum.offset, .length = sum.bytes,
            .chars = script ? sum.chars + sum.invalid : sum.leads,
            .nats = sum.unscored > 0 ? NAN : sum.nats
        };

        st = put(u, &unit, err);
    }
    return st;
}

/* ---- any ---------------------------------------------------------------- */

static blt_status
open_kind(blt_units *u, blt_error *err)
{
    switch (u->opt.kind) {
    case BLT_UNIT_CHAR:
        return blt_segmenter_new(&u->segmenter, BLT_SEGMENT_CHARACTER, err);
    case BLT_UNIT_WORD:
        return blt_segmenter_new(&u->segmenter, BLT_SEGMENT_WORD, err);
    case BLT_UNIT_SENTENCE:
        return blt_segmenter_new(&u->segmenter, BLT_SEGMENT_SENTENCE, err);
    case BLT_UNIT_LANGUAGE:
        if (u->opt.languages == NULL)
            return blt__fail(err, BLT_EINVAL, "units: languages is NULL");
        return blt_tally_new(&u->tally, u->opt.newline, u->opt.languages,
                             err);
    case BLT_UNIT_SCRIPT:
        return blt_tally_new(&u->tally, u->opt.newline, NULL, err);
    default:
        return BLT_OK;
    }
}

blt_status
blt_units_new(blt_units **out, const blt_unit_options *opt, blt_unit_fn fn,
              void *user, blt_error *err)
{
    static const blt_unit_options init = BLT_UNIT_OPTIONS_INIT;
    blt_units *u = calloc(1, sizeof *u);
    blt_status st;

    *out = NULL;
    if (u == NULL)
        return blt__fail_memory(err, "units");
    u->fn = fn;
    u->user = user;
    st = blt__options_read(&u->opt, &init, opt, "BLT_UNIT_OPTIONS_INIT",
                           err);
    if (st == BLT_OK && (unsigned)u->opt.kind > BLT_UNIT_BLOCK)
        st = blt__fail(err, BLT_EINVAL, "units: no kind has the number %d",
                       (int)u->opt.kind);
    if (st == BLT_OK && u->opt.block < 1)
        st = blt__fail(err, BLT_EINVAL, "units: a block of %lld bytes",
                       (long long)u->opt.block);
    u->top.most = u->opt.top;
    u->top.drop = drop;
    if (st == BLT_OK)
        st = open_kind(u, err);
    if (st != BLT_OK) {
        blt_units_free(u);
        return st;
    }
    *out = u;
    return BLT_OK;
}

void
blt_units_free(blt_units *u)
{
    if (u == NULL)
        return;
    blt__top_free(&u->top);
    blt_segmenter_free(u->segmenter);
    blt_tally_free(u->tally);
    blt__buf_free(&u->text);
    blt__buf_free(&u->wait);
    free(u->document);
    free(u);
}

blt_status
blt_units_document(blt_units *u, const char *name, blt_error *err)
{
    free(u->document);
    u->document = strdup(name);
    if (u->document == NULL)
        return blt__fail_memory(err, "units");
    u->unit = (blt_unit){ 0 };
    blt__buf_clear(&u->text);
    blt__buf_clear(&u->wait);
    u->offset = 0;
    u->line = 1;
    memset(u->hist, 0, sizeof u->hist);
    u->edges = (blt__edges){ 0 };
    u->ranks = (blt__ranks)BLT__RANKS_INIT;
    if (u->segmenter != NULL)
        blt_segmenter_reset(u->segmenter);
    if (u->tally != NULL)
        blt_tally_reset(u->tally);
    return BLT_OK;
}

blt_status
blt_units_feed(blt_units *u, const blt_scored *given, blt_error *err)
{
    blt_scored b;

    if (blt__scored_read(&b, given, err) != BLT_OK)
        return BLT_EINVAL;
    if (u->document == NULL)
        return blt__fail(err, BLT_EINVAL, "units: blt_units_document() was"
                         " not called");
    if (u->segmenter != NULL)
        return feed_segments(u, &b, err);
    return u->tally != NULL ? blt_tally_feed(u->tally, &b, err)
        : feed_plain(u, &b, err);
}

blt_status
blt_units_document_end(blt_units *u, blt_error *err)
{
    if (u->segmenter != NULL) {
        blt_segmenter_end(u->segmenter);
        return drain(u, err);
    }
    if (u->tally == NULL)
        return end_unit(u, err);
    blt_tally_end(u->tally);
    return put_sums(u, err);
}

blt_status
blt_units_end(blt_units *u, blt_error *err)
{
    blt_status st = BLT_OK;

    blt__top_sort(&u->top);
    for (size_t i = 0; i < u->top.n && st == BLT_OK; i++)
        st = u->fn(u->user, u->top.heap[i].item, err);
    blt__top_clear(&u->top);
    return st;
}
