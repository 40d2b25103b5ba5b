/* Input for readers that take the path of a file. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stdlib.h>
#include <unistd.h>

/* The path of a file with these bytes, the same file each time; it is removed
 * at the end. */
static char fuzz_path[] = "/tmp/blt-fuzz.XXXXXX";

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
        fd = mkstemp(fuzz_path);
        MUST(fd >= 0);
        atexit(fuzz_unlink);
    }
    MUST(ftruncate(fd, 0) == 0
         && (n == 0 || pwrite(fd, p, n, 0) == (ssize_t)n));
    return fuzz_path;
}

#endif
