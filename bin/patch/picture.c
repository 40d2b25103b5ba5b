/* Patches as a picture, of one scheme or of several side by side. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/patch/patch.h"

static blt_view *view;
static blt_compare *compare;
static const char *document;

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die(document, "%s", err->text);
}

size_t
patch_compare_parse(patch_plan *plan, const char **names, const char *list,
                    const char *choices, const char *pattern)
{
    size_t schemes = 0;
    int used = 0;

    for (const char *p = list;; p++) {
        size_t n = strcspn(p, ",");
        char name[32];
        int scheme;

        if (schemes == BLT_COMPARE_MOST)
            cli_usage("--compare: more than %d schemes", BLT_COMPARE_MOST);
        snprintf(name, sizeof name, "%.*s", n < 31 ? (int)n : 31, p);
        scheme = blt_scheme_parse(name);
        plan[schemes].pattern = strcmp(name, "regex") == 0 ? pattern : NULL;
        if (strcmp(name, "regex") == 0) {
            if (pattern == NULL)
                cli_usage("--compare: regex wants --regex=PATTERN");
            names[schemes] = "regex";
            used = 1;
        } else if (scheme < 0 || scheme > BLT_SCHEME_BYTE) {
            cli_usage("--compare: %s: not one of %s", name, choices);
        } else {
            plan[schemes].opt.scheme = (blt_scheme)scheme;
            names[schemes] = blt_scheme_name((blt_scheme)scheme);
        }
        schemes++;
        p += n;
        if (*p == '\0')
            break;
    }
    if (pattern != NULL && !used)
        cli_usage("--regex: only with --compare=regex,...");
    return schemes;
}

/* ---- the picture -------------------------------------------------------- */

static blt_status
draw(void *user, const blt_scored *b, blt_error *err)
{
    (void)user;
    return blt_view_feed(view, b, err);
}

void
patch_picture_open(blt_view_kind kind, const patch_plan *plan, size_t schemes,
                   const char *const *names, int documents)
{
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    blt_patch_options patch[BLT_COMPARE_MOST];
    const blt_regex *regex[BLT_COMPARE_MOST];
    blt_error err;

    for (size_t k = 0; k < schemes; k++) {
        patch[k] = plan[k].opt;
        regex[k] = plan[k].regex;
    }
    opt.columns = cli_columns();
    opt.names = documents > 1;
    if (names != NULL) {
        opt.scheme = names;
        opt.schemes = schemes;
    } else if (plan->needs_entropy
               && plan->opt.scheme != BLT_SCHEME_MONOTONIC) {
        opt.threshold = plan->opt.threshold;
    }
    check(blt_view_new(&view, kind, &opt, cli_write, NULL, &err), &err);
    check(blt_compare_new(&compare, patch, regex, schemes, draw, NULL, &err),
          &err);
}

void
patch_picture_document(const char *name)
{
    blt_error err;

    document = name;
    check(blt_view_document(view, name, &err), &err);
}

void
patch_picture_bytes(const blt_scored *b)
{
    blt_error err;

    check(blt_compare_feed(compare, b, &err), &err);
}

void
patch_picture_document_end(void)
{
    blt_error err;

    check(blt_compare_end(compare, &err), &err);
}

void
patch_picture_flush(void)
{
    blt_error err;

    check(blt_view_flush(view, &err), &err);
}

void
patch_picture_close(void)
{
    blt_error err;

    check(blt_view_end(view, &err), &err);
    blt_compare_free(compare);
    blt_view_free(view);
}
