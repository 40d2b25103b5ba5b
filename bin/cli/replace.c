/* Files that appear or change as a whole, and the removal of what is not
 * complete when the command fails or is ended by a signal.
 *
 * Where the file system can, the new file has no name until it is complete
 * (O_TMPFILE), so that not even SIGKILL leaves it.  Elsewhere it has a
 * temporary name next to its target, which a handler of signals removes. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif
#ifdef __APPLE__
#include <copyfile.h>
#endif
#include "base/nameless.h"
#include "bin/cli/inside.h"

static char *target;            /* NULL: no file is being written */
static char *temp;              /* its temporary name; NULL: it has none */
static int file = -1;           /* a descriptor of our own of the new file */

/* ---- the guard -------------------------------------------------------------- */

/* Derived: a file and a directory for each of 1024 threads, and the output. */
#define GUARDED 2049

static const char *_Atomic guarded[GUARDED];

/* Files first, then the directories that they were in. */
static void
remove_guarded(void)
{
    for (size_t i = 0; i < GUARDED; i++)
        if (guarded[i] != NULL)
            unlink(guarded[i]);
    for (size_t i = 0; i < GUARDED; i++)
        if (guarded[i] != NULL)
            rmdir(guarded[i]);
}

static void
on_signal(int sig)
{
    remove_guarded();
    signal(sig, SIG_DFL);
    raise(sig);
}

static void
watch(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE,
                                   SIGXCPU, SIGXFSZ };
    static atomic_flag watched = ATOMIC_FLAG_INIT;

    if (atomic_flag_test_and_set(&watched))
        return;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;

        if (sigaction(signals[i], NULL, &old) == 0
            && old.sa_handler == SIG_DFL)
            signal(signals[i], on_signal);
    }
}

void
cli_guard(const char *path)
{
    watch();
    for (size_t i = 0; i < GUARDED; i++) {
        const char *none = NULL;

        if (atomic_compare_exchange_strong(&guarded[i], &none, path))
            return;
    }
}

void
cli_unguard(const char *path)
{
    for (size_t i = 0; i < GUARDED; i++)
        if (guarded[i] == path)
            guarded[i] = NULL;
}

/* ---- the new file ----------------------------------------------------------- */

/* "PATH.XXXXXX" for mkstemp(), or NULL. */
static char *
pattern(const char *path)
{
    size_t n = strlen(path);
    char *name = malloc(n + 8);

    if (name != NULL) {
        memcpy(name, path, n);
        memcpy(name + n, ".XXXXXX", 8);
    }
    return name;
}

/* Gives the file its temporary name, unless it has it. */
static int
name_it(void)
{
    char *name;

    if (temp != NULL)
        return 0;
    name = pattern(target);
    if (name != NULL && blt__nameless_link(file, name) == 0) {
        temp = name;
        return 0;
    }
    free(name);
    return -1;
}

/* Forgets the file; what has a name is removed before. */
static void
forget(void)
{
    int why = errno;

    if (temp != NULL)
        cli_unguard(temp);
    if (file >= 0)
        close(file);
    free(temp);
    free(target);
    temp = target = NULL;
    file = -1;
    errno = why;
}

int
cli_replace_begin(const char *path)
{
    int fd;

    target = strdup(path);
    if (target == NULL)
        return -1;
    fd = blt__nameless_open(target);
    if (fd < 0) {
        temp = pattern(target);
        if (temp != NULL) {
            cli_guard(temp);
            fd = mkstemp(temp);
        }
    }
    file = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (file < 0) {
        if (fd >= 0) {
            close(fd);
            if (temp != NULL)
                unlink(temp);
        }
        forget();
        return -1;
    }
    return fd;
}

int
cli_replace_end(void)
{
    sigset_t all, was;
    int done;

    /* No signal between the name and the rename. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &was);
    done = name_it() == 0 && rename(temp, target) == 0;
    if (!done && temp != NULL) {
        int why = errno;

        unlink(temp);
        errno = why;
    }
    forget();
    sigprocmask(SIG_SETMASK, &was, NULL);
    return done ? 0 : -1;
}

void
cli_replace_drop(void)
{
    if (temp != NULL)
        unlink(temp);
    remove_guarded();
    forget();
}

/* ---- as another file --------------------------------------------------------- */

#ifdef __linux__
#define ACL "system.posix_acl_access"

/* Copies one attribute.  What only the system may set need not be the same. */
static int
copy_attribute(const char *path, const char *name)
{
    ssize_t n = lgetxattr(path, name, NULL, 0);
    void *value = n >= 0 ? malloc((size_t)n + 1) : NULL;
    int good = value != NULL
        && (n = lgetxattr(path, name, value, (size_t)n)) >= 0
        && fsetxattr(file, name, value, (size_t)n, 0) == 0;

    free(value);
    return good || strncmp(name, "security.", 9) == 0
        || strncmp(name, "trusted.", 8) == 0;
}

/* Copies the extended attributes, among which are the access control lists.
 * A list that the directory gave to the new file goes. */
static int
copy_attributes(const char *path)
{
    ssize_t n = llistxattr(path, NULL, 0);
    char *names = n > 0 ? malloc((size_t)n) : NULL;
    int good = 1, acl = 0;

    if (n > 0)
        n = names != NULL ? llistxattr(path, names, (size_t)n) : -1;
    else if (n < 0 && errno == ENOTSUP)
        n = 0;
    for (ssize_t i = 0; i < n; i += (ssize_t)strlen(names + i) + 1) {
        acl |= strcmp(names + i, ACL) == 0;
        good &= copy_attribute(path, names + i);
    }
    if (n >= 0 && !acl && fremovexattr(file, ACL) != 0 && errno != ENODATA
        && errno != ENOTSUP)
        good = 0;
    free(names);
    return good && n >= 0;
}
#elif defined __APPLE__
static int
copy_attributes(const char *path)
{
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int good = from >= 0
        && fcopyfile(from, file, NULL, COPYFILE_ACL | COPYFILE_XATTR) == 0;

    if (from >= 0)
        close(from);
    return good;
}
#else
static int
copy_attributes(const char *path)
{
    (void)path;
    return 1;
}
#endif

int
cli_replace_like(const char *path)
{
    struct stat st;
    mode_t mode;
    int why = 0;

    if (stat(path, &st) != 0)
        return -1;
    mode = st.st_mode & 07777;
    /* Owner before mode, as a change of owner clears set-user-ID. */
    if (fchown(file, st.st_uid, st.st_gid) != 0
        && (st.st_uid != geteuid()
            || fchown(file, (uid_t)-1, st.st_gid) != 0)) {
        why = errno;
        mode &= 0777;
    }
    /* The group bits of a mode with a list are the list's mask: alone they
     * would give the group more than it had. */
    if (!copy_attributes(path)) {
        why = errno;
        mode &= 07700;
    }
    if (fchmod(file, mode) != 0)
        why = errno;
    errno = why;
    return why == 0 ? 0 : -1;
}

int
cli_replace_mode(mode_t mode)
{
    return fchmod(file, mode);
}
