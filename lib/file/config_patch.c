/* The patching scheme of a configuration as options of the patcher. */
#include "config.h"
#include "base/options.h"
#include "file/config_file.h"

blt_patch_options
blt__config_patch(const blt_config *c)
{
    return (blt_patch_options){
        .size = sizeof(blt_patch_options), .scheme = c->patch_scheme,
        .threshold = c->patch_threshold,
        .threshold_add = c->patch_threshold_add,
        .patch_size = c->patch_size, .max_length = c->patch_max_length,
        .reset_newline = c->patch_reset_newline
    };
}

void
blt__config_set_patch(blt_config *c, const blt_patch_options *opt)
{
    c->patch_scheme = opt->scheme;
    c->patch_threshold = opt->threshold;
    c->patch_threshold_add = opt->threshold_add;
    c->patch_size = opt->patch_size;
    c->patch_max_length = opt->max_length;
    c->patch_reset_newline = opt->reset_newline;
}

void
blt_config_patch(blt_patch_options *opt, const blt_config *c)
{
    blt_patch_options own = blt__config_patch(c);

    (void)blt__result_write(opt, &own, "BLT_PATCH_OPTIONS_INIT", NULL);
}
