/* Installed data.  Not in model.c, so that a command without a model does not
 * link it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

char *
cli_data_path(const char *given, const char *kind)
{
    blt_error err;
    char *dir;

    if (given != NULL && *given != '\0') {
        dir = strdup(given);
        if (dir == NULL)
            cli_die_memory();
    } else if (blt_data_find(&dir, kind, &err) != BLT_OK) {
        cli_die_from(&err);
    }
    return dir;
}
