/* What the terminal can show. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "bin/cli/cli.h"

int
cli_columns(void)
{
    const char *given = getenv("COLUMNS");
    struct winsize size;
    long n = given != NULL ? strtol(given, NULL, 10) : 0;

    /* In front of a pager stdout is a pipe; words still go to the terminal. */
    if (n < 1 && (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
                  || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0))
        n = size.ws_col;
    return n < 1 ? 80 : n > 10000 ? 10000 : (int)n;
}

blt_view_color
cli_color_depth(void)
{
    const char *term = getenv("TERM"), *depth = getenv("COLORTERM");

    if (!cli_color())
        return BLT_COLOR_NONE;
    if (depth != NULL && (strcmp(depth, "truecolor") == 0
                          || strcmp(depth, "24bit") == 0))
        return BLT_COLOR_TRUE;
    if (term != NULL && strstr(term, "-direct") != NULL)
        return BLT_COLOR_TRUE;
    return term != NULL && strstr(term, "256") != NULL ? BLT_COLOR_256
        : BLT_COLOR_16;
}
