/* blt-eval bpb: bits per byte and per character, by file, language, script and
 * source, next to those of compressors for the same files. */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

const char *const eval_keys[EVAL_KEYS] = {
    "file", "language", "script", "source"
};

/* A row of a table.  packed is -1 when unknown. */
typedef struct row {
    const char *name;
    eval_tally t;
    int64_t packed[EVAL_PACKERS];
} row;

typedef struct table {
    row *row;
    size_t n, cap;
} table;

static void
add(row *r, const eval_tally *t, const int64_t *packed)
{
    r->t.bytes += t->bytes;
    r->t.chars += t->chars;
    r->t.patches += t->patches;
    r->t.nats += t->nats;
    for (int k = 0; k < eval.n_against; k++)
        r->packed[k] = packed == NULL || packed[k] < 0 || r->packed[k] < 0
            ? -1 : r->packed[k] + packed[k];
}

/* The row with a name, or a new one if there is none or if `fresh`. */
static row *
row_of(table *t, const char *name, int fresh)
{
    row *r = t->row;

    for (size_t i = 0; !fresh && i < t->n; i++)
        if (strcmp(r[i].name, name) == 0)
            return &r[i];
    r = t->row = cli_grow(r, &t->cap, t->n + 1, sizeof *r);
    r[t->n] = (row){ .name = name };
    return &r[t->n++];
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const row *)a)->name, ((const row *)b)->name);
}

static table
table_by(int key, const eval_texts *t, const eval_score *score,
         const int64_t *packed)
{
    table made = { NULL, 0 };

    for (size_t i = 0; i < t->n; i++) {
        const eval_text *x = &t->text[i];
        const int64_t *p = packed + i * (size_t)eval.n_against;

        if (!score[i].done)
            continue;
        if (key == EVAL_BY_SCRIPT)
            for (int k = 0; k < BLT_SCRIPTS; k++) {
                if (score[i].script[k].bytes > 0)
                    add(row_of(&made, blt_script_name(k), 0),
                        &score[i].script[k], NULL);
            }
        else
            add(row_of(&made, key == EVAL_BY_FILE ? x->name
                       : key == EVAL_BY_SOURCE ? x->source : x->language,
                       key == EVAL_BY_FILE), &score[i].all, p);
    }
    if (key != EVAL_BY_FILE && made.n > 0)
        qsort(made.row, made.n, sizeof *made.row, by_name);
    return made;
}

/* ---- text --------------------------------------------------------------- */

void
eval_put_ratio(int width, int digits, double part, double whole)
{
    if (whole > 0)
        printf(" %*.*f", width, digits, part / whole);
    else
        printf(" %*s", width, "-");
}

void
eval_put_name(const char *s, int width)
{
    printf("%-*s", width, cli_quote(s));
}

int
eval_name_width(const eval_texts *t)
{
    int width = (int)strlen("total");

    for (size_t i = 0; i < t->n; i++)
        if ((int)strlen(t->text[i].name) > width)
            width = (int)strlen(t->text[i].name);
    return width;
}

static void
put_row(const row *r, int width)
{
    const double bytes = (double)r->t.bytes, bits = r->t.nats / log(2);

    eval_put_name(r->name, width);
    printf(" %10" PRId64, r->t.bytes);
    eval_put_ratio(6, 2, bytes, (double)r->t.patches);
    eval_put_ratio(9, 4, bits, bytes);
    eval_put_ratio(9, 4, bits, (double)r->t.chars);
    for (int k = 0; k < eval.n_against; k++)
        eval_put_ratio(7, 4, 8 * (double)r->packed[k], r->packed[k] < 0 ? 0
                                                                   : bytes);
    putchar('\n');
}

static void
put_table(const table *t, const char *key, const row *total)
{
    int width = (int)strlen(key);

    for (size_t i = 0; i < t->n; i++)
        if ((int)strlen(t->row[i].name) > width)
            width = (int)strlen(t->row[i].name);
    printf("\n%-*s %10s %6s %9s %9s", width, key, "bytes", "patch",
           "bits/byte", "bits/char");
    for (int k = 0; k < eval.n_against; k++)
        printf(" %7s", eval_packer_name(eval.against[k]));
    putchar('\n');
    for (size_t i = 0; i < t->n; i++)
        put_row(&t->row[i], width);
    put_row(total, width);
}

/* ---- JSON --------------------------------------------------------------- */

void
eval_json_ratio(const char *key, double part, double whole)
{
    if (whole > 0)
        printf(",\"%s\":%.9g", key, part / whole);
    else
        printf(",\"%s\":null", key);
}

static void
json_row(const row *r)
{
    const double bytes = (double)r->t.bytes, bits = r->t.nats / log(2);

    putchar('{');
    cli_json_bytes("name", "name_hex", r->name, strlen(r->name));
    printf(",\"bytes\":%" PRId64 ",\"characters\":%" PRId64 ",\"patches\":%"
           PRId64 ",\"bits\":%.9g", r->t.bytes, r->t.chars, r->t.patches,
           bits);
    eval_json_ratio("bits_per_byte", bits, bytes);
    eval_json_ratio("bits_per_character", bits, (double)r->t.chars);
    if (eval.n_against > 0)
        printf(",\"compressed_bits_per_byte\":{");
    for (int k = 0; k < eval.n_against; k++) {
        printf("%s\"%s\":", k > 0 ? "," : "",
               eval_packer_name(eval.against[k]));
        if (r->packed[k] < 0 || bytes == 0)
            printf("null");
        else
            printf("%.9g", 8 * (double)r->packed[k] / bytes);
    }
    printf("%s}", eval.n_against > 0 ? "}" : "");
}

static void
json_table(const table *t, const char *key)
{
    printf(",\"%s\":[", key);
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0)
            putchar(',');
        json_row(&t->row[i]);
    }
    putchar(']');
}

/* The settings, and the number of texts. */
static void
put_head(const blt_model *m, size_t texts)
{
    char *label = eval_model_label(m);
    const int adapt = eval.adapt || m == NULL;
    const char *stage = eval.stage == EVAL_FULL && m != NULL ? "full"
        : "entropy";

    if (eval.format == EVAL_TEXT) {
        printf("model %s, stage %s, %s%zu text%s", label, stage,
               adapt ? "adapted, " : "", texts, texts == 1 ? "" : "s");
        if (eval.length > 0)
            printf(" in pieces of %" PRId64 " bytes", eval.length);
        putchar('\n');
    } else {
        printf("{");
        cli_json_bytes("model", "model_hex", label, strlen(label));
        printf(",\"stage\":\"%s\",\"adapted\":%s,\"texts\":%zu,\"piece\":",
               stage, adapt ? "true" : "false", texts);
        if (eval.length > 0)
            printf("%" PRId64, eval.length);
        else
            printf("null");
        for (int k = 0; k < eval.n_against; k++)
            printf("%s\"%s\":\"%s\"%s", k > 0 ? "," : ",\"compressors\":{",
                   eval_packer_name(eval.against[k]),
                   eval_packer_command(eval.against[k]),
                   k + 1 == eval.n_against ? "}" : "");
    }
    free(label);
}

void
eval_bpb(char **path, int n)
{
    blt_model *m = eval_model();
    blt_pool *pool = cli_pool();
    eval_texts t = eval_texts_open(path, n);
    eval_score *score = calloc(t.n + 1, sizeof *score);
    int64_t *packed = calloc(t.n * (size_t)eval.n_against + 1,
                             sizeof *packed);
    row total = { .name = "total" };
    size_t done = 0;

    if (score == NULL || packed == NULL)
        cli_die_memory();
    eval_score_texts(score, &t, m, pool);
    eval_pack_texts(packed, &t, pool);
    for (size_t i = 0; i < t.n; i++)
        if (score[i].done) {
            add(&total, &score[i].all, packed + i * (size_t)eval.n_against);
            done++;
        }
    put_head(m, done);
    for (int k = 0; k < eval.n_by; k++) {
        table made = table_by(eval.by[k], &t, score, packed);

        if (eval.format == EVAL_TEXT)
            put_table(&made, eval_keys[eval.by[k]], &total);
        else
            json_table(&made, eval_keys[eval.by[k]]);
        free(made.row);
    }
    if (eval.format == EVAL_JSON) {
        printf(",\"total\":");
        json_row(&total);
        printf("}\n");
    }
    free(score);
    free(packed);
    eval_texts_free(&t);
    blt_pool_free(pool);
    blt_model_close(m);
}
