/* The values of the common options, and the command's name.  Nothing else is
 * here, so that every file of bin/cli/ may use it. */
#include "config.h"
#include "bin/cli/inside.h"

cli_settings cli = { .window = BLT_WINDOW_MODEL };

const char *cli__name = "blt";
