/* An output file that is not complete yet: it is removed when the command
 * fails or is ended by a signal. */
#include "config.h"
#include <signal.h>
#include <unistd.h>
#include "bin/cli/inside.h"

static const char *unfinished;

static const char *volatile guarded;

static void
remove_guarded(int sig)
{
    if (guarded != NULL)
        unlink(guarded);
    signal(sig, SIG_DFL);
    raise(sig);
}

void
cli_guard(const char *path)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
    static int watched;

    guarded = path;
    for (size_t i = 0; !watched && i < sizeof signals / sizeof *signals;
         i++) {
        struct sigaction old;

        if (sigaction(signals[i], NULL, &old) == 0
            && old.sa_handler != SIG_IGN)
            signal(signals[i], remove_guarded);
    }
    watched = 1;
}

void
cli__unfinished_set(const char *path)
{
    unfinished = path;
    if (path != NULL)
        cli_guard(path);
}

void
cli__unfinished_remove(void)
{
    if (unfinished != NULL)
        unlink(unfinished);
}
