/* The width and the colours of the terminal. */
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

    /* Before a pager stdout is a pipe, but stderr is the terminal. */
    if (n < 1 && (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
                  || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0))
        n = size.ws_col;
    return n < 1 ? 80 : n > 10000 ? 10000 : (int)n;
}

int
cli_color(void)
{
    const char *force = getenv("CLICOLOR_FORCE"), *no = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (cli.color != 0)
        return cli.color == 1;
    if (no != NULL && *no != '\0')
        return 0;
    if (force != NULL && *force != '\0' && strcmp(force, "0") != 0)
        return 1;
    return isatty(STDOUT_FILENO) && (term == NULL
                                     || strcmp(term, "dumb") != 0);
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
