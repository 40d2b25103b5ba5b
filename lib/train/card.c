/* The model card: what a model was made from, how, and its measured
 * quality. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "train/card.h"

static void
put_part(blt__buf *b, const char *name, const blt_part *p)
{
    blt__buf_printf(b, "| %s | %d | %d | %d | %d | ", name, p->layers,
                    p->hidden, p->heads, p->inner);
    if (p->window > 0)
        blt__buf_printf(b, "%lld |\n", (long long)p->window);
    else
        blt__buf_printf(b, "none |\n");
}

static void
put_sizes(blt__buf *b, const blt__recipe *r, const blt__params *p)
{
    const blt_config *c = &r->config;
    double dense = 0, patcher = 0;

    for (size_t i = 0; i < p->count; i++)
        if (p->table[i].patcher)
            patcher += (double)blt__params_size(p, i);
        else if (p->place[i] != BLT__SEPARATE)
            dense += (double)blt__params_size(p, i);
    blt__buf_printf(b, "## Sizes\n\n"
                    "| part | layers | width | heads | inner | window |\n"
                    "|---|---|---|---|---|---|\n");
    if (c->has_patcher)
        put_part(b, "entropy model", &c->patcher);
    put_part(b, "encoder", &c->encoder);
    put_part(b, "global", &c->global);
    put_part(b, "decoder", &c->decoder);
    blt__buf_printf(b, "\nParameters: %.0f in the entropy model, %.0f in the"
                    " rest, %.0f in %d hash tables of %lld rows.\n\n",
                    patcher, dense, (double)p->n_hash,
                    c->n_hash_sizes * c->hash_functions,
                    (long long)c->hash_vocab);
}

static void
put_languages(blt__buf *b, const blt__corpus *valid,
              const blt__valid_result *v)
{
    blt__buf_printf(b, "| language | bytes | bits per byte | bytes per patch"
                    " |\n|---|---:|---:|---:|\n");
    for (size_t i = 0; i < valid->langs; i++)
        if (v[i].bytes > 0) {
            blt__buf_printf(b, "| %s | %lld | %.3f | ", valid->lang[i],
                            (long long)v[i].bytes, blt__valid_bits(&v[i]));
            if (v[i].patches > 0)
                blt__buf_printf(b, "%.2f |\n",
                                (double)v[i].bytes / (double)v[i].patches);
            else
                blt__buf_printf(b, "|\n");
        }
    blt__buf_printf(b, "\n");
}

static void
put_head(blt__buf *b, const blt__card *card)
{
    const blt__recipe *r = card->recipe;
    const blt__progress *at = card->at;

    blt__buf_printf(b, "# %s\n\n", r->name);
    if (r->about[0] != '\0')
        blt__buf_printf(b, "%s\n\n", r->about);
    blt__buf_printf(b, "A Byte Latent Transformer, made by blt-train.\n\n"
                    "Licence: %s\n\n",
                    r->licence[0] != '\0' ? r->licence : "not stated");
    if (at->stage != BLT_TRAIN_ALL)
        blt__buf_printf(b, "Training is not complete: step %lld of"
                        " %lld%s.\n\n",
                        (long long)at->step, (long long)r->stage[1].steps,
                        at->step == 0 ? "; only the entropy model is usable"
                        : "");
}

static void
put_training(blt__buf *b, const blt__card *card)
{
    const blt__recipe *r = card->recipe;
    const blt__progress *at = card->at;
    const blt__corpus *data = card->data;

    blt__buf_printf(b, "## Training\n\n"
                    "- Data: %zu files, %llu bytes, %zu languages; a"
                    " language counts as (its bytes)^%g.\n",
                    data->n, (unsigned long long)data->bytes, data->langs,
                    r->language_exponent);
    if (at->warmstart[0] != '\0')
        blt__buf_printf(b, "- Started from the weights of the model with"
                        " digest %s%s.\n", at->warmstart,
                        isnan(at->valid[0]) ? ", including its entropy model"
                        : "");
    if (r->config.has_patcher
        && (at->warmstart[0] == '\0' || !isnan(at->valid[0])))
        blt__buf_printf(b, "- Entropy model: %lld steps.\n",
                        (long long)r->stage[0].steps);
    blt__buf_printf(b, "- Main model: %lld steps, %lld bytes seen.\n"
                    "- Seed %lld.\n", at->stage == BLT_TRAIN_ALL
                    ? (long long)r->stage[1].steps : (long long)at->step,
                    (long long)at->bytes, (long long)r->seed);
}

static void
put_validation(blt__buf *b, const blt__card *card)
{
    const blt_config *c = &card->recipe->config;
    const blt__progress *at = card->at;
    char trained[17], measured[17];

    blt__corpus_digest(trained, card->data);
    blt__corpus_digest(measured, card->valid);
    blt__buf_printf(b, "\n## Patches and validation\n\n"
                    "- Scheme %s, threshold %.9g nats.\n",
                    blt_scheme_name(c->patch_scheme),
                    (double)c->patch_threshold);
    if (strcmp(trained, measured) == 0)
        blt__buf_printf(b, "- Measured on the training text itself.\n");
    if (at->patch_size > 0)
        blt__buf_printf(b, "- %.2f bytes per patch on validation text.\n",
                        at->patch_size);
    if (!isnan(at->valid[0]))
        blt__buf_printf(b, "- %.4f bits per byte by the entropy model.\n",
                        at->valid[0]);
    if (!isnan(at->valid[1]))
        blt__buf_printf(b, "- %.4f bits per byte by the whole model.\n",
                        at->valid[1]);
    blt__buf_printf(b, "\n");
    if (card->by_lang != NULL)
        put_languages(b, card->valid, card->by_lang);
}

/* The recipe's text, indented: a code block. */
static void
put_recipe(blt__buf *b, const char *text)
{
    blt__buf_printf(b, "## Recipe\n\n");
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, "\n");

        blt__buf_printf(b, n > 0 ? "    %.*s\n" : "\n", (int)n, p);
        p += n + (p[n] == '\n');
    }
}

blt_status
blt__card_write(const char *dir, const blt__card *card, blt_error *err)
{
    blt__buf b = { 0 };
    blt__save *save = NULL;
    char *path = blt__path_join(dir, "README.md");
    blt_status s = BLT_OK;

    put_head(&b, card);
    put_sizes(&b, card->recipe, card->params);
    put_training(&b, card);
    put_validation(&b, card);
    put_recipe(&b, card->recipe->text.p);
    if (b.failed || path == NULL)
        s = blt__fail_memory(err, dir);
    if (s == BLT_OK)
        s = blt__save_new(&save, path, err);
    if (s == BLT_OK) {
        blt__save_put(save, b.p, b.n);
        s = blt__save_done(save, err);
    }
    blt__buf_free(&b);
    free(path);
    return s;
}
