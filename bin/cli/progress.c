/* A line on standard error that is redrawn while a command works:
 *
 *     blt-entropy: 157 kB of 314 kB, 50 %, 19.6 kB/s, 8 s left
 *
 * The rate is that of the last 5 to 10 seconds, so that it follows a
 * machine that slows down, and the time left is computed from it. */
#include "config.h"
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "bin/cli/inside.h"

/* Seconds after which the older of two checkpoints is replaced: chosen, long
 * enough for a steady figure and short enough to follow a change. */
#define CHECKPOINT 5.0

static int progress_drawn;
static const blt_locale *progress_words;

static struct task {
    int open;
    double began, last;         /* seconds; last: drawn */
    int64_t done;
    struct { double t; int64_t done; } mark[2];     /* older, newer */
} task;

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void
cli_progress_in(const blt_locale *locale)
{
    progress_words = locale;
}

/* Items per second since the older checkpoint; 0: not known yet. */
static double
rate_at(double now, int64_t done)
{
    double rate = 0;

    if (now - task.mark[0].t >= 1)
        rate = (double)(done - task.mark[0].done) / (now - task.mark[0].t);
    if (now - task.mark[1].t >= CHECKPOINT) {
        task.mark[0] = task.mark[1];
        task.mark[1].t = now;
        task.mark[1].done = done;
    }
    return rate;
}

/* A number of bytes with three digits and a unit: "19.6 kB". */
static const char *
size_text(char *text, size_t room, double bytes)
{
    static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB" };
    size_t i = 0;

    for (; bytes >= 999.5 && i + 1 < sizeof unit / sizeof *unit; i++)
        bytes /= 1000;
    snprintf(text, room, "%.*f %s", i == 0 || bytes >= 99.95 ? 0
             : bytes >= 9.995 ? 1 : 2, bytes, unit[i]);
    return text;
}

/* ", 19.6 kB/s" */
static void
draw_rate(int bytes, double rate)
{
    char text[32];

    if (rate > 0 && bytes)
        fprintf(stderr, ", %s/s", size_text(text, sizeof text, rate));
    else if (rate > 0)
        fprintf(stderr, ", %.3g/s", rate);
}

/* ", 8 s left"; nothing if that is not known. */
static void
draw_left(double left)
{
    if (left < 0)
        return;
    if (left < 99.5)
        fprintf(stderr, ", %.0f s left", left < 1 ? 1 : left);
    else if (left < 99.5 * 60)
        fprintf(stderr, ", %.0f min left", left / 60);
    else
        fprintf(stderr, ", %.0f h left", left / 3600);
}

/* "12,345 of 50,000,000 bytes, 0 %, 250,000 bytes a second, 200 s left" */
static void
draw_words(int64_t done, int64_t total, int percent, double rate, double left)
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
    if (rate > 0 && left >= 0)
        fprintf(stderr, ", %s",
                blt_locale_count(l, text, sizeof text, "timeLeft",
                                 (double)(int64_t)(left + 1), NULL, 0));
}

static void
draw_plain(const char *what, int64_t done, int64_t total, int percent,
           double rate, double left)
{
    const size_t k = strlen("bytes");
    const int bytes = strncmp(what, "bytes", k) == 0;
    char a[32], b[32];

    fprintf(stderr, "\r%s: ", cli__name);
    if (bytes && total > 0)
        fprintf(stderr, "%s of %s%s, %d %%",
                size_text(a, sizeof a, (double)done),
                size_text(b, sizeof b, (double)total), what + k, percent);
    else if (bytes)
        fprintf(stderr, "%s%s", size_text(a, sizeof a, (double)done),
                what + k);
    else if (total > 0)
        fprintf(stderr, "%lld of %lld %s, %d %%", (long long)done,
                (long long)total, what, percent);
    else
        fprintf(stderr, "%lld %s", (long long)done, what);
    draw_rate(bytes, rate);
    draw_left(left);
}

/* Whether a line may be drawn now, of a task of which so much is done, and
 * what it has to say: *rate in items per second, *left in seconds, *percent. */
static int
is_due(int64_t done, int64_t total, double *rate, double *left, int *percent)
{
    double now;

    if (cli.progress == 2 || (cli.progress == 0 && !isatty(STDERR_FILENO)))
        return 0;
    now = seconds();
    if (!task.open || done < task.done) {       /* the next file */
        task.mark[0].t = task.mark[1].t = now;
        task.mark[0].done = task.mark[1].done = done;
        task.began = task.open ? task.began : now;
        task.open = 1;
    }
    task.done = done;
    if ((cli.progress == 0 && now - task.began < 1) || now - task.last < 0.2)
        return 0;
    task.last = now;
    /* Rounded down: 100 % means that the work is done. */
    *percent = total > 0 ? (int)(100.0 * (double)done / (double)total) : 0;
    *percent = *percent > 99 ? 99 : *percent;
    *rate = rate_at(now, done);
    *left = total > 0 && *rate > 0 ? (double)(total - done) / *rate : -1;
    return 1;
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
    double rate, left;
    int percent;

    total = total < done ? 0 : total;   /* a file that grows */
    if (!is_due(done, total, &rate, &left, &percent))
        return;
    if (progress_words != NULL && strcmp(what, "bytes") == 0)
        draw_words(done, total, percent, rate, left);
    else
        draw_plain(what, done, total, percent, rate, left);
    end_line();
}

blt_status
cli_progress_task(void *user, const blt_progress *p, blt_error *err)
{
    double rate, left;
    int percent;

    (void)user;
    (void)err;
    if (!is_due((int64_t)p->done, (int64_t)p->total, &rate, &left, &percent))
        return BLT_OK;
    fprintf(stderr, "\r%s: %s", cli__name, p->task);
    if (p->total > 0)
        fprintf(stderr, ", %d %%", percent);
    draw_left(left);
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

void
cli__progress_wait(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    if (progress_drawn && poll(&p, 1, 1000) == 0) {
        cli_progress_wipe();
        task.open = 0;          /* the wait is not part of the rate */
    }
}
