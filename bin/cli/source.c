/* A file or standard input, read in pieces as they come. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/cli/inside.h"

/* Whether output would be appended to the input without end, as cat has it:
 * they are one regular file, and there is something to read. */
static int
is_output(const cli_input *in, const struct stat *st)
{
    struct stat out;
    off_t at = lseek(in->fd, 0, SEEK_CUR);

    return S_ISREG(st->st_mode) && fstat(STDOUT_FILENO, &out) == 0
        && S_ISREG(out.st_mode) && out.st_dev == st->st_dev
        && out.st_ino == st->st_ino && at < st->st_size;
}

int
cli_open(cli_input *in, const char *path)
{
    struct stat st;

    memset(in, 0, sizeof *in);
    in->size = -1;
    if (path == NULL || strcmp(path, "-") == 0) {
        in->name = "standard input";
        in->document = in->label = "-";
        in->fd = STDIN_FILENO;
    } else {
        in->name = in->document = in->label = path;
        in->fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
        if (in->fd < 0) {
            cli_error(path, "cannot open: %s", strerror(errno));
            return 0;
        }
    }
    if (fstat(in->fd, &st) != 0) {
        cli_error(in->name, "cannot read: %s", strerror(errno));
        cli__source_close(in);
        return 0;
    }
    if (S_ISDIR(st.st_mode)) {
        cli_error(in->name, "is a directory");
        cli__source_close(in);
        return 0;
    }
    if (is_output(in, &st)) {
        cli_error(in->name, "input file is output file");
        cli__source_close(in);
        return 0;
    }
    if (S_ISREG(st.st_mode))
        in->size = st.st_size;
    return 1;
}

void
cli__source_close(cli_input *in)
{
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    in->fd = -1;
}

/* Flushes stdout before it may wait for input. */
static ptrdiff_t
read_some(cli_input *in, void *p, size_t n)
{
    ssize_t got;

    if (in->size < 0) {
        cli_flush();
        cli__progress_wait(in->fd);
    }
    do
        got = read(in->fd, p, n);
    while (got < 0 && errno == EINTR);
    return got;
}

ptrdiff_t
cli__source_read(cli_input *in, void *p, size_t n)
{
    size_t ready = in->head_n - in->head_at;

    if (ready == 0)
        return read_some(in, p, n);
    if (ready > n)
        ready = n;
    memcpy(p, in->head + in->head_at, ready);
    in->head_at += ready;
    return (ptrdiff_t)ready;
}

/* Reads no more than it needs: the input may be a terminal. */
int
cli__source_is_stream(cli_input *in)
{
    static const char magic[] = "#blt-stream ";
    size_t want = sizeof magic - 1;

    if (cli.raw)
        return 0;
    while (in->head_n < want
           && memcmp(in->head, magic, in->head_n) == 0) {
        ptrdiff_t got = read_some(in, in->head + in->head_n,
                                  want - in->head_n);

        if (got <= 0)       /* the next read reports an error */
            break;
        in->head_n += (size_t)got;
    }
    return in->head_n == want && memcmp(in->head, magic, want) == 0;
}

/* A control character that text files do not have.  Zeros end lines with
 * -z. */
static int
is_control(unsigned char c)
{
    return (c < 0x20 && strchr("\b\t\n\v\f\r\033", c) == NULL) || c == 0x7f
        || (c == 0 && !cli.null_data);
}

/* The same for files and pipes, whatever comes at once: up to the end of the
 * line in which byte SHORT is. */
int
cli__source_is_binary(cli_input *in)
{
    enum { SHORT = 16 };            /* PNG has a line end before its zeros */
    const unsigned char *end = NULL;
    size_t n;

    for (;;) {
        ptrdiff_t got;

        if (in->head_n > SHORT)
            end = memchr(in->head + SHORT, '\n', in->head_n - SHORT);
        if (end != NULL || in->head_n == sizeof in->head)
            break;
        got = read_some(in, in->head + in->head_n,
                        sizeof in->head - in->head_n);
        if (got <= 0)               /* the next read reports an error */
            break;
        in->head_n += (size_t)got;
    }
    n = end != NULL ? (size_t)(end - in->head) : in->head_n;
    if (n >= 2 && (memcmp(in->head, "\xff\xfe", 2) == 0
                   || memcmp(in->head, "\xfe\xff", 2) == 0))
        return 0;                   /* UTF-16 */
    for (size_t i = 0; i < n; i++)
        if (is_control(in->head[i]))
            return 1;
    return 0;
}
