/* Patches as a picture, of one scheme or of several side by side.
 *
 * Each scheme is a lane with a cutter of its own, and they know at different
 * times where patches begin; bytes wait until all lanes have passed them. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

struct lane {
    patch_picture *of;
    patch_cut cut;
    size_t n;               /* waiting bytes that it has cut */
    unsigned bit;
};

struct patch_picture {
    blt_view *view;
    const char *document;
    struct lane lane[BLT_VIEW_SCHEMES];
    size_t lanes;
    size_t n, room;         /* bytes that wait */
    uint8_t *p, *starts;
    float *entropy;
};

static void
check(const patch_picture *c, blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die(c->document, "%s", err->text);
}

static void
put_patch(void *arg, const blt_record *r)
{
    struct lane *lane = arg;

    lane->of->starts[lane->n] |= (uint8_t)lane->bit;
    lane->n += (size_t)r->length;
}

/* ---- the schemes -------------------------------------------------------- */

size_t
patch_compare_parse(patch_plan *plan, const char **names, const char *list,
                    const char *choices, const char *pattern)
{
    size_t lanes = 0;
    int used = 0;

    for (const char *p = list;; p++) {
        size_t n = strcspn(p, ",");
        char name[32];
        int scheme;

        if (lanes == BLT_VIEW_SCHEMES)
            cli_usage("--compare: more than %d schemes", BLT_VIEW_SCHEMES);
        snprintf(name, sizeof name, "%.*s", n < 31 ? (int)n : 31, p);
        scheme = blt_scheme_parse(name);
        plan[lanes].pattern = strcmp(name, "regex") == 0 ? pattern : NULL;
        if (strcmp(name, "regex") == 0) {
            if (pattern == NULL)
                cli_usage("--compare: regex wants --regex=PATTERN");
            names[lanes] = "regex";
            used = 1;
        } else if (scheme < 0 || scheme > BLT_SCHEME_BYTE) {
            cli_usage("--compare: %s: not one of %s", name, choices);
        } else {
            plan[lanes].opt.scheme = (blt_scheme)scheme;
            names[lanes] = blt_scheme_name((blt_scheme)scheme);
        }
        lanes++;
        p += n;
        if (*p == '\0')
            break;
    }
    if (pattern != NULL && !used)
        cli_usage("--regex: only with --compare=regex,...");
    return lanes;
}

/* ---- the picture -------------------------------------------------------- */

patch_picture *
patch_picture_new(blt_view_kind kind, const patch_plan *plan, size_t lanes,
                  const char *const *names, int documents)
{
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    patch_picture *c = calloc(1, sizeof *c);
    blt_error err;

    if (c == NULL)
        cli_die_memory();
    opt.columns = cli_columns();
    opt.names = documents > 1;
    if (names != NULL) {
        opt.scheme = names;
        opt.schemes = lanes;
    } else if (plan->needs_entropy
               && plan->opt.scheme != BLT_SCHEME_MONOTONIC) {
        opt.threshold = plan->opt.threshold;
    }
    check(c, blt_view_new(&c->view, kind, &opt, cli_write, NULL, &err), &err);
    for (size_t k = 0; k < lanes; k++) {
        struct lane *lane = &c->lane[c->lanes++];

        lane->of = c;
        lane->bit = 1u << k;
        lane->cut = (patch_cut){ .plan = &plan[k], .put = put_patch,
                                 .arg = lane };
    }
    return c;
}

void
patch_picture_free(patch_picture *c)
{
    if (c == NULL)
        return;
    for (size_t k = 0; k < c->lanes; k++)
        patch_cut_free(&c->lane[k].cut);
    blt_view_free(c->view);
    free(c->p);
    free(c->starts);
    free(c->entropy);
    free(c);
}

/* Shows what all lanes have cut. */
static void
show(patch_picture *c)
{
    blt_view_bytes b = { .size = sizeof b, .p = c->p,
                         .entropy = c->entropy, .starts = c->starts,
                         .n = c->n };
    blt_error err;

    for (size_t k = 0; k < c->lanes; k++)
        if (c->lane[k].n < b.n)
            b.n = c->lane[k].n;
    check(c, blt_view_feed(c->view, &b, &err), &err);
    c->n -= b.n;
    memmove(c->p, c->p + b.n, c->n);
    memmove(c->starts, c->starts + b.n, c->n);
    memmove(c->entropy, c->entropy + b.n, c->n * sizeof *c->entropy);
    for (size_t k = 0; k < c->lanes; k++)
        c->lane[k].n -= b.n;
}

static void
make_room(patch_picture *c, size_t more)
{
    size_t room = c->room;

    while (room < c->n + more)
        room = room ? 2 * room : 65536;
    if (room == c->room)
        return;
    c->room = room;
    if ((c->p = realloc(c->p, room)) == NULL
        || (c->starts = realloc(c->starts, room)) == NULL
        || (c->entropy = realloc(c->entropy, room * sizeof *c->entropy))
        == NULL)
        cli_die_memory();
}

void
patch_picture_document(patch_picture *c, const char *name)
{
    blt_error err;

    c->document = name;
    check(c, blt_view_document(c->view, name, &err), &err);
    for (size_t k = 0; k < c->lanes; k++) {
        patch_cut_begin(&c->lane[k].cut);
        c->lane[k].n = 0;
    }
    c->n = 0;
}

void
patch_picture_bytes(patch_picture *c, const cli_scored_bytes *b)
{
    make_room(c, b->n);
    memcpy(c->p + c->n, b->p, b->n);
    memset(c->starts + c->n, 0, b->n);
    for (size_t i = 0; i < b->n; i++)
        c->entropy[c->n + i] = b->entropy != NULL ? b->entropy[i]
            : NAN;
    c->n += b->n;
    for (size_t k = 0; k < c->lanes; k++)
        patch_cut_bytes(&c->lane[k].cut, b);
    show(c);
}

void
patch_picture_document_end(patch_picture *c)
{
    for (size_t k = 0; k < c->lanes; k++)
        patch_cut_end(&c->lane[k].cut);
    show(c);
}

void
patch_picture_flush(patch_picture *c)
{
    blt_error err;

    check(c, blt_view_flush(c->view, &err), &err);
}

void
patch_picture_end(patch_picture *c)
{
    blt_error err;

    check(c, blt_view_end(c->view, &err), &err);
}
