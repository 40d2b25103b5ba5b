/* train.log: tab-separated columns, one row per validation; and runs.log: when
 * each run began and ended, and at which step.  A run without an end was
 * killed.
 *
 * The open train.log holds the lock on the output directory.  The times in it
 * differ from run to run; no weight depends on them. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#include "train/log.h"

#define COLUMNS "stage\tstep\tbytes\ttrain\tvalid\trate\tnorm\t" \
    "bytes_per_second\tseconds\tflops_per_second\n"
#define LOG_MAX ((size_t)1 << 28)       /* bytes; more is not a log */

struct blt__log {
    char *path, *runs;
    int fd;
};

blt_status
blt__log_open(blt__log **out, const char *dir, blt_error *err)
{
    blt__log *log = calloc(1, sizeof *log);
    blt_status s = BLT_OK;

    *out = NULL;
    if (log == NULL)
        return blt__fail_memory(err, dir);
    log->fd = -1;
    log->path = blt__path_join(dir, "train.log");
    log->runs = blt__path_join(dir, "runs.log");
    if (log->path == NULL || log->runs == NULL)
        s = blt__fail_memory(err, dir);
    else if ((log->fd = open(log->path, O_RDWR | O_CREAT | O_APPEND
                             | O_CLOEXEC, 0666)) < 0)
        s = blt__fail_errno(err, "%s", log->path);
    else if (flock(log->fd, LOCK_EX | LOCK_NB) != 0)
        s = errno == EWOULDBLOCK
            ? blt__fail(err, BLT_EIO, "%s: another blt-train is at work"
                        " here", dir)
            : blt__fail_errno(err, "%s: cannot lock", log->path);
    if (s != BLT_OK) {
        blt__log_close(log);
        return s;
    }
    *out = log;
    return BLT_OK;
}

void
blt__log_close(blt__log *log)
{
    if (log == NULL)
        return;
    if (log->fd >= 0)
        close(log->fd);
    free(log->path);
    free(log->runs);
    free(log);
}

/* Writes all of it; O_APPEND puts it at the end. */
static blt_status
put(blt__log *log, const char *p, size_t n, blt_error *err)
{
    while (n > 0) {
        ssize_t k = write(log->fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return blt__fail_errno(err, "%s: cannot write", log->path);
        p += k;
        n -= (size_t)k;
    }
    return BLT_OK;
}

/* 1 for a complete row of a step that the checkpoint includes. */
static int
is_past(const char *row, size_t n, const blt__progress *at)
{
    for (int i = 0; i <= (int)at->stage && i < 2; i++) {
        const char *name = blt__progress_stage_name((blt_train_stage)i);
        size_t len = strlen(name);
        char *end;

        if (n <= len || strncmp(row, name, len) != 0
            || row[len] != '\t' || row[n - 1] != '\n')
            continue;
        if (i < (int)at->stage)
            return 1;
        return strtoll(row + len + 1, &end, 10) <= at->step && *end == '\t';
    }
    return 0;
}

blt_status
blt__log_rewind(blt__log *log, const blt__progress *at, blt_error *err)
{
    blt__buf b = { 0 };
    size_t keep = strlen(COLUMNS), n;
    blt_status s = blt__read_whole(&b, log->path, LOG_MAX, err);

    if (s != BLT_OK) {
        blt__buf_free(&b);
        return s;
    }
    if (b.n < keep || memcmp(b.p, COLUMNS, keep) != 0)
        keep = 0;
    else
        for (; keep < b.n; keep += n) {
            const char *row = b.p + keep;

            n = strcspn(row, "\n") + 1;
            if (n > b.n - keep || !is_past(row, n, at))
                break;
        }
    blt__buf_free(&b);
    if (ftruncate(log->fd, (off_t)keep) != 0)
        return blt__fail_errno(err, "%s: cannot write", log->path);
    return keep > 0 ? BLT_OK : put(log, COLUMNS, strlen(COLUMNS), err);
}

static void
number(blt__buf *b, double x, int digits)
{
    if (isnan(x))
        blt__buf_printf(b, "\t-");
    else
        blt__buf_printf(b, "\t%.*g", digits, x);
}

blt_status
blt__log_write(blt__log *log, blt_train_stage stage, const blt__log_row *row,
               blt_error *err)
{
    blt__buf b = { 0 };
    blt_status s;

    blt__buf_printf(&b, "%s\t%lld\t%lld", blt__progress_stage_name(stage),
                    (long long)row->step, (long long)row->bytes);
    number(&b, row->train, 6);
    number(&b, row->valid, 6);
    number(&b, row->rate, 4);
    number(&b, row->norm, 4);
    number(&b, row->bytes_per_second, 6);
    number(&b, row->seconds, 8);
    number(&b, row->flops_per_second, 4);
    blt__buf_put(&b, "\n", 1);
    s = b.failed ? blt__fail_memory(err, log->path)
                 : put(log, b.p, b.n, err);
    blt__buf_free(&b);
    return s;
}

blt_status
blt__log_run(blt__log *log, const char *event, const blt__progress *at,
             blt_error *err)
{
    time_t now = time(NULL);
    char when[32] = "";
    struct tm tm;
    FILE *f = fopen(log->runs, "ae");
    int good = f != NULL;

    if (gmtime_r(&now, &tm) != NULL)
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    if (good)
        good = fprintf(f, "%s\t%s\t%s\t%lld\n", when, event,
                       blt__progress_stage_name(at->stage),
                       (long long)at->step) > 0;
    if (f != NULL && fclose(f) != 0)
        good = 0;
    return good ? BLT_OK : blt__fail_errno(err, "%s: cannot write",
                                           log->runs);
}
