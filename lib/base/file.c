/* Files: mapped, read whole, and written whole or not at all. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/base.h"
#include "base/nameless.h"

/* Opens a regular file for reading; a directory or a device is refused here
 * because read() and mmap() would refuse it with a worse message. */
static blt_status
open_regular(int *fd, struct stat *st, const char *path, blt_error *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return blt__fail_errno(err, "%s", path);
    if (fstat(*fd, st) != 0) {
        blt_status s = blt__fail_errno(err, "%s", path);
        close(*fd);
        return s;
    }
    if (!S_ISREG(st->st_mode)) {
        close(*fd);
        return blt__fail(err, BLT_EIO, "%s: %s", path,
                         S_ISDIR(st->st_mode) ? "is a directory"
                                              : "is not a regular file");
    }
    return BLT_OK;
}

blt_status
blt__map_open(blt__map *m, const char *path, blt_error *err)
{
    static const uint8_t nothing[1];
    struct stat st;
    blt_status s;
    int fd;
    void *p;

    m->p = nothing;
    m->n = 0;
    s = open_regular(&fd, &st, path, err);
    if (s != BLT_OK)
        return s;
    if (st.st_size == 0) {
        close(fd);
        return BLT_OK;
    }
    if ((uintmax_t)st.st_size > SIZE_MAX) {
        close(fd);
        return blt__fail(err, BLT_ENOMEM, "%s: does not fit in memory", path);
    }
    p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED) {
        s = blt__fail_errno(err, "%s: cannot map", path);
        close(fd);
        return s;
    }
    close(fd);
    m->p = p;
    m->n = (size_t)st.st_size;
    return BLT_OK;
}

void
blt__map_close(blt__map *m)
{
    if (m->n > 0)
        munmap((void *)m->p, m->n);
    m->p = NULL;
    m->n = 0;
}

blt_status
blt__read_whole(blt__buf *b, const char *path, size_t max, blt_error *err)
{
    struct stat st;
    blt_status s;
    int fd;

    blt__buf_clear(b);
    s = open_regular(&fd, &st, path, err);
    if (s != BLT_OK)
        return s;
    if (!blt__buf_reserve(b, 4096)) {
        close(fd);
        return blt__fail_memory(err, path);
    }
    for (;;) {
        ssize_t got;

        if (!blt__buf_reserve(b, 4096)) {
            s = blt__fail_memory(err, path);
            break;
        }
        got = read(fd, b->p + b->n, b->cap - b->n - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            s = blt__fail_errno(err, "%s", path);
        if (got <= 0)
            break;
        b->n += (size_t)got;
        if (b->n > max) {
            s = blt__fail(err, BLT_EDATA, "%s: longer than %zu bytes", path,
                          max);
            break;
        }
    }
    b->p[b->n] = '\0';
    close(fd);
    return s;
}

struct blt__save {
    char *path;
    char *temp;             /* the temporary name, "PATH.XXXXXX" as a pattern
                               until the file has one */
    int named;
    FILE *f;
    blt_error err;          /* the first failure */
};

static void
save_free(blt__save *s)
{
    if (s->f != NULL)
        fclose(s->f);
    free(s->path);
    free(s->temp);
    free(s);
}

blt_status
blt__save_new(blt__save **out, const char *path, blt_error *err)
{
    blt__save *s = calloc(1, sizeof *s);
    size_t n = strlen(path);
    struct stat st;
    mode_t mask;
    int fd;

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, path);
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        free(s);
        return blt__fail(err, BLT_EIO, "%s: is a directory", path);
    }
    s->path = malloc(n + 1);
    s->temp = malloc(n + 16);
    if (s->path == NULL || s->temp == NULL) {
        save_free(s);
        return blt__fail_memory(err, path);
    }
    memcpy(s->path, path, n + 1);
    snprintf(s->temp, n + 16, "%s.XXXXXX", path);
    fd = blt__nameless_open(path);
    if (fd < 0) {
        fd = mkstemp(s->temp);
        s->named = fd >= 0;
    }
    if (fd < 0) {
        blt_status status = blt__fail_errno(err, "%s: cannot create", path);
        save_free(s);
        return status;
    }
    mask = umask(0);
    umask(mask);
    if (stat(path, &st) == 0)
        (void)!fchmod(fd, st.st_mode & 07777);
    else
        (void)!fchmod(fd, 0666 & ~mask);
    s->f = fdopen(fd, "wb");
    if (s->f == NULL) {
        close(fd);
        if (s->named)
            unlink(s->temp);
        save_free(s);
        return blt__fail_memory(err, path);
    }
    *out = s;
    return BLT_OK;
}

void
blt__save_put(blt__save *s, const void *p, size_t n)
{
    if (s->err.status == BLT_OK && n > 0 && fwrite(p, 1, n, s->f) != n)
        blt__error_set_errno(&s->err, "%s: cannot write", s->path);
}

/* Gives the file its temporary name, unless it has it.  -1 with errno. */
static int
name_it(blt__save *s)
{
    if (!s->named)
        s->named = blt__nameless_link(fileno(s->f), s->temp) == 0;
    return s->named ? 0 : -1;
}

blt_status
blt__save_done(blt__save *s, blt_error *err)
{
    blt_status status;

    if (s->err.status == BLT_OK && fflush(s->f) != 0)
        blt__error_set_errno(&s->err, "%s: cannot write", s->path);
    if (s->err.status == BLT_OK && fsync(fileno(s->f)) != 0
        && errno != EINVAL)
        blt__error_set_errno(&s->err, "%s: cannot write", s->path);
    if (s->err.status == BLT_OK && (name_it(s) != 0
                                    || rename(s->temp, s->path) != 0))
        blt__error_set_errno(&s->err, "%s: cannot rename", s->path);
    status = s->err.status;
    if (status != BLT_OK) {
        if (s->named)
            unlink(s->temp);
        if (err != NULL)
            *err = s->err;
    }
    save_free(s);
    return status;
}

void
blt__save_drop(blt__save *s)
{
    if (s == NULL)
        return;
    if (s->named)
        unlink(s->temp);
    save_free(s);
}

int
blt__file_exists(const char *dir, const char *name)
{
    char *path = blt__path_join(dir, name);
    struct stat st;
    int yes = path != NULL && stat(path, &st) == 0;

    free(path);
    return yes;
}

char *
blt__path_join(const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    char *p = malloc(n);

    if (p != NULL)
        snprintf(p, n, "%s/%s", dir, name);
    return p;
}
