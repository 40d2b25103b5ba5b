/* Correcting a file in place: a new file is written in the same directory, with
 * the mode and owner of the old one, and renamed to it when all went well;
 * symbolic links are followed.  Without a correction nothing is written and no
 * time stamp changes. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/spell/spell.h"

static char *target;            /* links resolved; NULL: leave the file alone */
static char *temp;
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
    int fd;

    temp = with(target, ".XXXXXX");
    cli_guard(temp);
    fd = mkstemp(temp);
    out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (out == NULL) {
        fail("cannot create a file in its directory");
        if (fd >= 0)
            close(fd);
        return;
    }
    /* Owner before mode, as a change of owner clears set-user-ID. */
    if ((fchown(fd, was.st_uid, was.st_gid) != 0
         && (was.st_uid != geteuid() || fchown(fd, (uid_t)-1, was.st_gid)
             != 0)) || fchmod(fd, was.st_mode & 07777) != 0) {
        fail("cannot keep owner and mode");
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
    if (temp != NULL)
        unlink(temp);
    cli_guard(NULL);
    free(temp);
    temp = NULL;
}

/* Gives the old file a second name or, where links do not work, a new one. */
static int
back_up(void)
{
    char *copy = with(target, spell.suffix);
    int good;

    unlink(copy);
    good = link(target, copy) == 0 || rename(target, copy) == 0;
    if (!good) {
        cli_error(copy, "cannot make: %s", strerror(errno));
        failed = 1;
    }
    free(copy);
    return good;
}

static void
finish(void)
{
    struct stat st;

    if (fflush(out) != 0 || fsync(fileno(out)) != 0)
        fail("cannot write");
    if (!failed && (fstat(source, &st) != 0 || st.st_size != was.st_size
                    || st.st_mtim.tv_sec != was.st_mtim.tv_sec
                    || st.st_mtim.tv_nsec != was.st_mtim.tv_nsec)) {
        cli_error(target, "changed during the check; not corrected");
        failed = 1;
    }
    if (!failed && *spell.suffix != '\0' && !back_up())
        return;
    if (!failed && rename(temp, target) != 0)
        fail("cannot rename");
    if (!failed) {
        cli_guard(NULL);
        free(temp);
        temp = NULL;
    }
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
    if (target == NULL)
        cli_error(in->name, "cannot change: %s", strerror(errno));
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
