/* --report: how long the patches are, and what the model would do for
 * them. */
#include "config.h"
#include <stdlib.h>
#include "bin/patch/patch.h"

/* A pattern asks no entropy model, like the schemes that look at bytes. */
blt_report *
patch_report_new(const patch_plan *plan, cli_scored *from, const char *words)
{
    static blt_config config;
    blt_report_options opt = BLT_REPORT_OPTIONS_INIT;
    char *dir = from->model != NULL ? NULL : cli_model_find();

    opt.kind = BLT_REPORT_PATCH;
    opt.scheme = words;
    if (from->model != NULL || dir != NULL) {
        config = *blt_model_config(cli_scored_model(from));
        config.patch_scheme = plan->pattern != NULL ? BLT_SCHEME_SPACE
                                                    : plan->opt.scheme;
        opt.config = &config;
    }
    free(dir);
    return cli_report_new(&opt);
}

void
patch_report_put(blt_report *r, const blt_record *record)
{
    blt_error err;

    blt_report_cut(r);
    if (blt_report_bytes(r, record->bytes, NULL, NULL,
                         (size_t)record->length, &err) != BLT_OK)
        cli_die_from(&err);
}
