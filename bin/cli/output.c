/* Data on standard output, and an end of the command at which every failure
 * shows in the exit status.
 *
 * -o FILE writes through stdout to a new file in FILE's directory, which
 * replaces FILE when the run succeeded.  A device or a pipe is written to
 * directly. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/cli/inside.h"

static char *target;            /* of -o */
static int replaces;            /* target is a file that will be replaced */
static mode_t mode;             /* of a new file */

/* If descriptor 0, 1 or 2 was closed at the start, the first file that is
 * opened would get it, and data would be written there.  Such a descriptor is
 * opened so that it fails as a closed one does. */
void
cli__output_begin(void)
{
    static const int how[] = { O_WRONLY, O_RDONLY, O_RDWR };

    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", how[fd]);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
}

static _Noreturn void
write_failed(int why)
{
    const char *name = target ? target : "standard output";

    clearerr(stdout);
    cli_progress_wipe();
    fprintf(stderr, "%s: %s: cannot write: %s\n", cli__name, name,
            strerror(why));
    cli_replace_drop();
    _exit(CLI_FAIL);
}

/* Output to a terminal would start in the middle of the line of progress. */
static void
make_room(void)
{
    static int terminal = -1;

    if (terminal < 0)
        terminal = isatty(STDOUT_FILENO);
    if (terminal)
        cli_progress_wipe();
}

void
cli_put(const void *p, size_t n)
{
    make_room();
    if (n > 0 && fwrite(p, 1, n, stdout) != n)
        write_failed(errno);
}

void
cli_flush(void)
{
    if (fflush(stdout) != 0)
        write_failed(errno);
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
    /* A symbolic link stays: its target is replaced. */
    target = there ? realpath(cli.output, NULL) : strdup(cli.output);
    if (target == NULL)
        cli_die_memory();
    fd = cli_replace_begin(target);
    if (fd < 0)
        cli_die(cli.output, "cannot create: %s", strerror(errno));
    mode = 0666 & ~mask;
    replaces = 1;
    output_to(fd, cli.output);
}

/* Puts the file of -o in its place.  It has the mode of the one that it
 * replaces. */
static void
replace(void)
{
    if (cli_failed()) {
        cli_replace_drop();
        return;
    }
    if (access(target, F_OK) == 0)
        (void)!cli_replace_like(target);
    else
        (void)!cli_replace_mode(mode);
    if (cli_replace_end() != 0)
        cli_error(cli.output, "cannot rename: %s", strerror(errno));
}

void
cli_end(int status)
{
    cli_progress_wipe();
    if (fflush(stdout) != 0 || ferror(stdout))
        write_failed(errno);
    if (replaces && !cli_failed() && fsync(STDOUT_FILENO) != 0
        && errno != EINVAL)
        write_failed(errno);
    if (close(STDOUT_FILENO) != 0 && errno != EBADF)
        write_failed(errno);
    if (replaces)
        replace();
    if (cli_failed())
        status = CLI_FAIL;
    /* exit() and not _exit(), for leak checkers; stdout is closed and its
     * buffer is empty. */
    exit(status);
}
