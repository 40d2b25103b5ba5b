/* Messages on standard error, and the end of a command that cannot go on. */
#include "config.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bin/cli/inside.h"

static int failed;

static void
say(const char *file, const char *fmt, va_list ap)
{
    char text[2048], quoted[2 * sizeof text];
    int n;

    cli_progress_wipe();
    fflush(stdout);     /* keeps messages and data in order */
    n = snprintf(text, sizeof text, "%s: %s%s", cli__name,
                 file ? file : "", file ? ": " : "");
    if (n > 0 && (size_t)n < sizeof text)
        vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
    /* File names and data in a message must not move the cursor. */
    fprintf(stderr, "%s\n", blt_quote(quoted, sizeof quoted, text,
                                      strlen(text)));
}

void
cli_error(const char *file, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(file, fmt, ap);
    va_end(ap);
    failed = 1;
}

void
cli_error_from(const blt_error *err)
{
    cli_error(NULL, "%s", err->text);
}

void
cli_note(const char *file, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(file, fmt, ap);
    va_end(ap);
}

const char *
cli_quote(const char *name)
{
    static char *last[4];
    static unsigned next;
    size_t n = strlen(name);
    char **p = &last[next++ % 4];

    free(*p);
    *p = malloc(4 * n + 1);
    if (*p == NULL)
        cli_die_memory();
    return blt_quote(*p, 4 * n + 1, name, n);
}

/* Ends a run that failed.  What was written to a pipe or a terminal stays,
 * an incomplete file is removed. */
static _Noreturn void
give_up(void)
{
    cli_progress_wipe();
    fflush(stdout);
    cli_replace_drop();
    _exit(CLI_FAIL);
}

void
cli_die(const char *file, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(file, fmt, ap);
    va_end(ap);
    give_up();
}

void
cli_die_from(const blt_error *err)
{
    cli_die(NULL, "%s", err->text);
}

void
cli_check(blt_status status, const blt_error *err)
{
    if (status != BLT_OK)
        cli_die_from(err);
}

void
cli_die_memory(void)
{
    cli_die(NULL, "out of memory");
}

void
cli_usage(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(NULL, fmt, ap);
    va_end(ap);
    fprintf(stderr, "Try '%s --help'.\n", cli__name);
    give_up();
}

int
cli_failed(void)
{
    return failed;
}
