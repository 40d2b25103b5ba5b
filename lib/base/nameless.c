/* Files that have no name until they are complete. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/nameless.h"

#define TRIES 100               /* at names of 36^6: never more than a few */

static void
proc_name(char link[32], int fd)
{
    snprintf(link, 32, "/proc/self/fd/%d", fd);
}

int
blt__nameless_open(const char *path)
{
#ifdef O_TMPFILE
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL ? strdup(".")
        : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    char link[32];
    int fd = dir == NULL ? -1
        : open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    free(dir);
    if (fd < 0)
        return -1;
    proc_name(link, fd);
    if (access(link, F_OK) == 0)
        return fd;
    close(fd);                  /* no /proc: it could not be named later */
#else
    (void)path;
#endif
    return -1;
}

int
blt__nameless_link(int fd, char *name)
{
    static const char digit[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char link[32], *p = name + strlen(name) - 6;

    proc_name(link, fd);
    for (int i = 0; i < TRIES; i++) {
        struct timespec now;
        uint64_t x;

        clock_gettime(CLOCK_REALTIME, &now);
        x = (uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 20 ^ (uint64_t)i;
        for (int k = 0; k < 6; k++, x /= 36)
            p[k] = digit[x % 36];
        if (linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    return -1;
}
