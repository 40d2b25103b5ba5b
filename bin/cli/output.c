/* Words on stderr, data on stdout, and an end at which every failure shows
 * in the exit status.
 *
 * -o FILE makes a file beside FILE and puts it where stdout is; only a run
 * that went well renames it to FILE.  What is no regular file (a device, a
 * pipe) is written to directly: there is nothing to keep whole there. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "bin/cli/cli.h"
#include "bin/cli/inside.h"

static const cli_command *command;
static int failed;
static char *target, *temp;     /* of -o */
static int progress_drawn;

const char *
cli__name(void)
{
    return command->name;
}

/* A descriptor that was closed when we started would be handed to the first
 * file we open, and data would go there.  Fill the gaps with something that
 * fails as a closed one would. */
void
cli__begin(const cli_command *c)
{
    static const int how[] = { O_WRONLY, O_RDONLY, O_RDWR };

    command = c;
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", how[fd]);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
}

/* ---- words ------------------------------------------------------------- */

static void
say(const char *file, const char *fmt, va_list ap)
{
    char text[2048];
    int n;

    cli_progress_wipe();
    fflush(stdout);     /* so that words and data meet in order */
    n = snprintf(text, sizeof text, "%s: %s%s", command->name,
                 file ? file : "", file ? ": " : "");
    if (n > 0 && (size_t)n < sizeof text)
        vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
    /* File names and data in a message must not move the cursor. */
    for (char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    fprintf(stderr, "%s\n", text);
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

/* The end of a run that failed: what was written stays where it can be of
 * use (a pipe, a terminal), a half-written file goes. */
static _Noreturn void
give_up(void)
{
    cli_progress_wipe();
    fflush(stdout);
    if (temp != NULL)
        unlink(temp);
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
    fprintf(stderr, "Try '%s --help'.\n", command->name);
    give_up();
}

int
cli_failed(void)
{
    return failed;
}

/* ---- data -------------------------------------------------------------- */

static _Noreturn void
write_failed(int why)
{
    const char *name = target ? target : "standard output";

    clearerr(stdout);
    cli_progress_wipe();
    fprintf(stderr, "%s: %s: cannot write: %s\n", command->name, name,
            strerror(why));
    if (temp != NULL)
        unlink(temp);
    _exit(CLI_FAIL);
}

void
cli_put(const void *p, size_t n)
{
    if (n > 0 && fwrite(p, 1, n, stdout) != n)
        write_failed(errno);
}

void
cli_flush(void)
{
    if (fflush(stdout) != 0)
        write_failed(errno);
}

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

static void
output_to(int fd, const char *name)
{
    if (dup2(fd, STDOUT_FILENO) < 0)
        cli_die(name, "cannot write: %s", strerror(errno));
    if (fd != STDOUT_FILENO)
        close(fd);
}

void
cli__output_open(void)
{
    struct stat st;
    mode_t mask = umask(0);
    char *name;
    int fd, there;

    umask(mask);
    if (cli.output == NULL || strcmp(cli.output, "-") == 0)
        return;
    there = stat(cli.output, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        cli_die(cli.output, "is a directory");
    if (there && !S_ISREG(st.st_mode)) {
        fd = open(cli.output, O_WRONLY | O_NOCTTY);
        if (fd < 0)
            cli_die(cli.output, "cannot write: %s", strerror(errno));
        target = strdup(cli.output);
        output_to(fd, cli.output);
        return;
    }
    /* A link keeps pointing where it does: its target is replaced. */
    target = there ? realpath(cli.output, NULL) : strdup(cli.output);
    if (target == NULL || (name = malloc(strlen(target) + 8)) == NULL)
        cli_die_memory();
    memcpy(name, target, strlen(target));
    memcpy(name + strlen(target), ".XXXXXX", 8);
    fd = mkstemp(name);
    if (fd < 0)
        cli_die(cli.output, "cannot create: %s", strerror(errno));
    (void)!fchmod(fd, there ? st.st_mode & 07777 : 0666 & ~mask);
    temp = name;
    cli_guard(temp);
    output_to(fd, cli.output);
}

void
cli_end(int status)
{
    cli_progress_wipe();
    if (fflush(stdout) != 0 || ferror(stdout))
        write_failed(errno);
    if (temp != NULL && !failed && fsync(STDOUT_FILENO) != 0
        && errno != EINVAL)
        write_failed(errno);
    if (close(STDOUT_FILENO) != 0 && errno != EBADF)
        write_failed(errno);
    if (temp != NULL && failed)
        unlink(temp);
    else if (temp != NULL && rename(temp, target) != 0) {
        int why = errno;

        unlink(temp);
        cli_error(cli.output, "cannot rename: %s", strerror(why));
    }
    if (failed)
        status = CLI_FAIL;
    /* The usual exit, so that leak checkers have their say; stdout's
     * descriptor is gone and its buffer empty. */
    exit(status);
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

/* ---- progress ---------------------------------------------------------- */

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

    fprintf(stderr, "\r%s: %s", command->name, total > 0
            ? blt_locale_count(l, text, sizeof text, "progress",
                               (double)total, both, 2)
            : blt_locale_count(l, text, sizeof text, "byteCount",
                               (double)done, NULL, 0));
    if (rate > 0)
        fprintf(stderr, ", %s",
                blt_locale_count(l, text, sizeof text, "rate",
                                 (double)(int64_t)rate, NULL, 0));
}

void
cli_progress(const char *what, int64_t done, int64_t total)
{
    static double began, last;
    double now, rate;
    int percent;

    if (cli.progress == 2 || (cli.progress == 0 && !isatty(STDERR_FILENO)))
        return;
    now = seconds();
    if (began == 0)
        began = now;
    if ((cli.progress == 0 && now - began < 1) || now - last < 0.2)
        return;
    last = now;
    /* Down, not to nearest: 100 % is said by the end alone. */
    percent = total > 0 ? (int)(100.0 * (double)done / (double)total) : 0;
    percent = percent > 99 ? 99 : percent;
    rate = now - began > 1 ? (double)done / (now - began) : 0;
    if (progress_words != NULL && strcmp(what, "bytes") == 0) {
        draw_words(done, total, percent, rate);
    } else {
        fprintf(stderr, "\r%s: %lld", command->name, (long long)done);
        if (total > 0)
            fprintf(stderr, " of %lld %s, %d %%", (long long)total, what,
                    percent);
        else
            fprintf(stderr, " %s", what);
        if (rate > 0)
            fprintf(stderr, ", %.3g a second", rate);
    }
    fprintf(stderr, "\033[K");
    fflush(stderr);
    progress_drawn = 1;
}

void
cli_progress_wipe(void)
{
    if (progress_drawn)
        fprintf(stderr, "\r\033[K");
    progress_drawn = 0;
}
