/* For LD_PRELOAD: system call number $FAULT_AT of those below, from 1, fails
 * with EIO, or for writes with $FAULT_SHORT=1 takes half of the bytes first.
 * $FAULT_COUNT names a file that gets their number at the end.  Calls that the
 * C library makes itself (of stdio, for instance) are not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static long at, partial;
static atomic_long count;

__attribute__((constructor)) static void
begin(void)
{
    const char *s = getenv("FAULT_AT");

    at = s != NULL ? strtol(s, NULL, 10) : 0;
    s = getenv("FAULT_SHORT");
    partial = s != NULL && *s == '1';
    atomic_store(&count, 0);
}

static int
fails(void)
{
    if (atomic_fetch_add(&count, 1) + 1 != at)
        return 0;
    errno = EIO;
    return 1;
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *f = path != NULL ? fopen(path, "we") : NULL;

    if (f != NULL) {
        fprintf(f, "%ld\n", atomic_load(&count));
        fclose(f);
    }
}

/* The C library's function of this name. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t
mode_of(int flags, va_list ap)
{
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0;
}

int
open(const char *path, int flags, ...)
{
    va_list ap;
    mode_t mode;

    va_start(ap, flags);
    mode = mode_of(flags, ap);
    va_end(ap);
    return fails() ? -1 : NEXT(open)(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    va_list ap;
    mode_t mode;

    va_start(ap, flags);
    mode = mode_of(flags, ap);
    va_end(ap);
    return fails() ? -1 : NEXT(open64)(path, flags, mode);
}

FILE *
fopen(const char *path, const char *how)
{
    return fails() ? NULL : NEXT(fopen)(path, how);
}

FILE *
fopen64(const char *path, const char *how)
{
    return fails() ? NULL : NEXT(fopen64)(path, how);
}

ssize_t
read(int fd, void *p, size_t n)
{
    return fails() ? -1 : NEXT(read)(fd, p, n);
}

ssize_t
pread(int fd, void *p, size_t n, off_t from)
{
    return fails() ? -1 : NEXT(pread)(fd, p, n, from);
}

ssize_t
pread64(int fd, void *p, size_t n, off64_t from)
{
    return fails() ? -1 : NEXT(pread64)(fd, p, n, from);
}

ssize_t
write(int fd, const void *p, size_t n)
{
    if (!fails())
        return NEXT(write)(fd, p, n);
    return partial && n > 1 ? NEXT(write)(fd, p, n / 2) : -1;
}

size_t
fwrite(const void *p, size_t size, size_t n, FILE *f)
{
    return f != stderr && fails() ? 0 : NEXT(fwrite)(p, size, n, f);
}

int
fflush(FILE *f)
{
    return f != stderr && fails() ? EOF : NEXT(fflush)(f);
}

int
fsync(int fd)
{
    return fails() ? -1 : NEXT(fsync)(fd);
}

void *
mmap(void *p, size_t n, int prot, int flags, int fd, off_t from)
{
    return fd >= 0 && fails() ? MAP_FAILED
        : NEXT(mmap)(p, n, prot, flags, fd, from);
}

void *
mmap64(void *p, size_t n, int prot, int flags, int fd, off64_t from)
{
    return fd >= 0 && fails() ? MAP_FAILED
        : NEXT(mmap64)(p, n, prot, flags, fd, from);
}

int
rename(const char *from, const char *to)
{
    return fails() ? -1 : NEXT(rename)(from, to);
}

int
link(const char *from, const char *to)
{
    return fails() ? -1 : NEXT(link)(from, to);
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
    return fails() ? -1 : NEXT(linkat)(a, from, b, to, flags);
}

int
mkdir(const char *path, mode_t mode)
{
    return fails() ? -1 : NEXT(mkdir)(path, mode);
}

int
fchmod(int fd, mode_t mode)
{
    return fails() ? -1 : NEXT(fchmod)(fd, mode);
}

int
ftruncate(int fd, off_t n)
{
    return fails() ? -1 : NEXT(ftruncate)(fd, n);
}
