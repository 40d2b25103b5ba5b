/* A line on standard error that is redrawn while a command works. */
#include "config.h"
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "bin/cli/inside.h"

static int progress_drawn;

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const blt_locale *progress_words;

void
cli_progress_in(const blt_locale *locale)
{
    progress_words = locale;
}

/* "12,345 of 50,000,000 bytes, 0 %, 250,000 bytes a second" */
static void
draw_words(int64_t done, int64_t total, int percent, double rate)
{
    const blt_locale *l = progress_words;
    char number[BLT_LOCALE_ROOM], part[BLT_LOCALE_ROOM];
    char text[BLT_LOCALE_ROOM];
    const char *const both[] = {
        blt_locale_number(l, number, sizeof number, (double)done,
                          BLT_NUMBER_PLAIN, 0),
        blt_locale_number(l, part, sizeof part, percent / 100.0,
                          BLT_NUMBER_PERCENT, 0)
    };

    fprintf(stderr, "\r%s: %s", cli__name, total > 0
            ? blt_locale_count(l, text, sizeof text, "progress",
                               (double)total, both, 2)
            : blt_locale_count(l, text, sizeof text, "byteCount",
                               (double)done, NULL, 0));
    if (rate > 0)
        fprintf(stderr, ", %s",
                blt_locale_count(l, text, sizeof text, "rate",
                                 (double)(int64_t)rate, NULL, 0));
}

/* Whether a line may be drawn now; *elapsed: seconds since the first call. */
static int
is_due(double *elapsed)
{
    static double began, last;
    double now;

    if (cli.progress == 2 || (cli.progress == 0 && !isatty(STDERR_FILENO)))
        return 0;
    now = seconds();
    if (began == 0)
        began = now;
    if ((cli.progress == 0 && now - began < 1) || now - last < 0.2)
        return 0;
    last = now;
    *elapsed = now - began;
    return 1;
}

/* Rounded down: 100 % means that the work is done. */
static int
percentage(double done, double total)
{
    int percent = total > 0 ? (int)(100.0 * done / total) : 0;

    return percent > 99 ? 99 : percent;
}

static void
end_line(void)
{
    fprintf(stderr, "\033[K");
    fflush(stderr);
    progress_drawn = 1;
}

void
cli_progress(const char *what, int64_t done, int64_t total)
{
    double elapsed, rate;
    int percent;

    if (!is_due(&elapsed))
        return;
    percent = percentage((double)done, (double)total);
    rate = elapsed > 1 ? (double)done / elapsed : 0;
    if (progress_words != NULL && strcmp(what, "bytes") == 0) {
        draw_words(done, total, percent, rate);
    } else {
        fprintf(stderr, "\r%s: %lld", cli__name, (long long)done);
        if (total > 0)
            fprintf(stderr, " of %lld %s, %d %%", (long long)total, what,
                    percent);
        else
            fprintf(stderr, " %s", what);
        if (rate > 0)
            fprintf(stderr, ", %.3g per second", rate);
    }
    end_line();
}

blt_status
cli_progress_task(void *user, const blt_progress *p, blt_error *err)
{
    double elapsed;

    (void)user;
    (void)err;
    if (!is_due(&elapsed))
        return BLT_OK;
    fprintf(stderr, "\r%s: %s", cli__name, p->task);
    if (p->total > 0)
        fprintf(stderr, ", %d %%", percentage((double)p->done,
                                              (double)p->total));
    end_line();
    return BLT_OK;
}

void
cli_progress_wipe(void)
{
    if (progress_drawn)
        fprintf(stderr, "\r\033[K");
    progress_drawn = 0;
}
