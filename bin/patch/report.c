/* --report: how long the patches are, and how many FLOPs the model would need
 * for them. */
#include "config.h"
#include <stdlib.h>
#include "bin/patch/patch.h"

/* A pattern needs no entropy model, like the schemes that look at bytes. */
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

blt_status
patch_report_put(blt_report *r, const blt_record *record, blt_error *err)
{
    blt_scored b = BLT_SCORED_INIT;

    b.n = (size_t)record->length;
    b.bytes = record->bytes;
    blt_report_cut(r);
    return blt_report_feed(r, &b, err);
}
