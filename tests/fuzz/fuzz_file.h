/* Input for readers that take the path of a file. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The path of a file with these bytes, the same file each time, in $TMPDIR or
 * the usual place; it is removed at the end. */
static char fuzz_path[4096];

static void
fuzz_unlink(void)
{
    unlink(fuzz_path);
}

static const char *
fuzz_file(const uint8_t *p, size_t n)
{
    static int fd = -1;

    if (fd < 0) {
        const char *dir = getenv("TMPDIR");

        MUST((size_t)snprintf(fuzz_path, sizeof fuzz_path,
                              "%s/blt-fuzz.XXXXXX", dir != NULL ? dir
                              : P_tmpdir) < sizeof fuzz_path);
        fd = mkstemp(fuzz_path);
        MUST(fd >= 0);
        atexit(fuzz_unlink);
    }
    MUST(ftruncate(fd, 0) == 0
         && (n == 0 || pwrite(fd, p, n, 0) == (ssize_t)n));
    return fuzz_path;
}

#endif
