/* For LD_PRELOAD: allocation number $FAULT_AT, from 1, and with $FAULT_STICKY=1
 * all later ones, fail with ENOMEM.  $FAULT_COUNT names a file that gets the
 * number of allocations at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own names; other C libraries have none, and no test. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static long at = -1, sticky;
static atomic_long count;

/* Not counted: what the loader and constructors before ours allocate. */
__attribute__((constructor)) static void
begin(void)
{
    const char *s = getenv("FAULT_AT");

    at = s != NULL ? strtol(s, NULL, 10) : 0;
    s = getenv("FAULT_STICKY");
    sticky = s != NULL && *s == '1';
    atomic_store(&count, 0);
}

static int
fails(void)
{
    long k;

    if (at < 0)
        return 0;
    k = atomic_fetch_add(&count, 1) + 1;
    if (at > 0 && (k == at || (sticky && k > at))) {
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("FAULT_COUNT");
    char text[32];
    int n, fd;

    if (path == NULL)
        return;
    n = snprintf(text, sizeof text, "%ld\n", atomic_load(&count));
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd >= 0 && write(fd, text, (size_t)n) == n)
        close(fd);
}

void *
malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t a, size_t b)
{
    return fails() ? NULL : __libc_calloc(a, b);
}

void *
realloc(void *p, size_t n)
{
    return fails() ? NULL : __libc_realloc(p, n);
}

void *memalign(size_t, size_t);

void *
memalign(size_t a, size_t n)
{
    return fails() ? NULL : __libc_memalign(a, n);
}

void *
aligned_alloc(size_t a, size_t n)
{
    return fails() ? NULL : __libc_memalign(a, n);
}

int
posix_memalign(void **p, size_t a, size_t n)
{
    if (fails())
        return ENOMEM;
    *p = __libc_memalign(a, n);
    return *p != NULL ? 0 : ENOMEM;
}
