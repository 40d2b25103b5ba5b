/* Correcting a file in place: a new file is written in the same directory, with
 * what the old one had of owner, mode, access control list and extended
 * attributes, and replaces it when all went well; symbolic links are followed.
 * Without a correction nothing is written and no time stamp changes.
 *
 * A file that someone else changes or replaces meanwhile is left alone.  Two
 * blt-spell at once are kept apart by an advisory lock. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/spell/spell.h"

static char *target;            /* links resolved; NULL: leave the file alone */
static FILE *out;
static int source;              /* the old file, to copy from */
static int64_t passed;          /* bytes without a correction so far */
static struct stat was;
static int failed;

static void
fail(const char *what)
{
    cli_error(target, "%s: %s", what, strerror(errno));
    failed = 1;
}

static char *
with(const char *path, const char *suffix)
{
    size_t n = strlen(path) + strlen(suffix) + 1;
    char *p = malloc(n);

    if (p == NULL)
        cli_die_memory();
    snprintf(p, n, "%s%s", path, suffix);
    return p;
}

static void
put(const void *p, size_t n)
{
    if (!failed && n > 0 && fwrite(p, 1, n, out) != n)
        fail("cannot write");
}

/* Creates the new file and copies the text up to the first correction. */
static void
begin(void)
{
    char block[8192];
    int fd = cli_replace_begin(target);

    out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (out == NULL) {
        fail("cannot create a file in its directory");
        if (fd >= 0)
            close(fd);
        return;
    }
    for (int64_t at = 0; at < passed && !failed;) {
        size_t most = passed - at < (int64_t)sizeof block
            ? (size_t)(passed - at) : sizeof block;
        ssize_t got = pread(source, block, most, (off_t)at);

        if (got <= 0) {
            errno = got == 0 ? EIO : errno;
            fail("cannot read");
            return;
        }
        put(block, (size_t)got);
        at += got;
    }
}

static void
drop(void)
{
    if (out != NULL)
        fclose(out);
    out = NULL;
    cli_replace_drop();
}

/* Whether the file is the one that was opened, as it was then. */
static int
is_same(void)
{
    struct stat st;

    return stat(target, &st) == 0 && st.st_dev == was.st_dev
        && st.st_ino == was.st_ino && st.st_size == was.st_size
        && st.st_mtim.tv_sec == was.st_mtim.tv_sec
        && st.st_mtim.tv_nsec == was.st_mtim.tv_nsec;
}

static void
leave_alone(void)
{
    cli_error(target, "changed meanwhile; left alone");
    failed = 1;
}

/* Gives the old file a second name or, where links do not work, a new one.  An
 * earlier backup stays until the new one is there.  Returns whether target
 * still is there, or -1. */
static int
back_up(const char *copy)
{
    char pid[32], *temp;
    int there = 1;

    snprintf(pid, sizeof pid, ".%ld", (long)getpid());
    temp = with(copy, pid);
    if (link(target, temp) == 0) {
        if (rename(temp, copy) != 0)
            there = -1;
        unlink(temp);       /* both may be names of one file: rename() keeps
                               them then */
    } else {
        there = rename(target, copy) == 0 ? 0 : -1;
    }
    free(temp);
    return there;
}

static void
finish(void)
{
    char *copy = *spell.suffix != '\0' ? with(target, spell.suffix) : NULL;
    int there = 1;

    if (fflush(out) != 0 || fsync(fileno(out)) != 0)
        fail("cannot write");
    else if (!is_same())
        leave_alone();
    else if (cli_replace_like(target) != 0)
        fail("cannot keep owner, mode and attributes");
    if (!failed && copy != NULL && (there = back_up(copy)) < 0) {
        cli_error(copy, "cannot make: %s", strerror(errno));
        failed = 1;
    }
    if (!failed && there == 1 && !is_same())
        leave_alone();
    if (!failed && cli_replace_end() != 0) {
        fail("cannot rename");
        if (there == 0)
            (void)!rename(copy, target);
    }
    free(copy);
}

/* ---- the sink -------------------------------------------------------------- */

static void
inplace_open(const cli_input *in)
{
    passed = 0;
    failed = 0;
    source = in->fd;
    target = NULL;
    if (in->fd == STDIN_FILENO) {
        cli_error(in->name, "cannot be changed in place");
        return;
    }
    if (fstat(in->fd, &was) != 0 || !S_ISREG(was.st_mode)) {
        cli_error(in->name, "is not a regular file");
        return;
    }
    target = realpath(in->name, NULL);
    if (target == NULL) {
        cli_error(in->name, "cannot change: %s", strerror(errno));
    } else if (flock(in->fd, LOCK_EX | LOCK_NB) != 0
               && errno == EWOULDBLOCK) {
        cli_error(in->name, "is being changed by another program; left"
                  " alone");
        free(target);
        target = NULL;
    }
}

static void
inplace_same(const uint8_t *p, size_t n)
{
    if (out != NULL)
        put(p, n);
    else
        passed += (int64_t)n;
}

static void
inplace_change(const uint8_t *old, size_t n, const char *now, size_t m)
{
    (void)old;
    (void)n;
    if (target == NULL || failed)
        return;
    if (out == NULL)
        begin();
    if (out != NULL)
        put(now, m);
}

static void
inplace_close(const cli_input *in, int whole)
{
    (void)in;
    if (out != NULL && whole && !failed)
        finish();
    drop();
    free(target);
    target = NULL;
}

const spell_sink spell_inplace = { inplace_open, inplace_same,
                                   inplace_change, inplace_close, 0 };
