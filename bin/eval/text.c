/* Texts: files, directories of files, and input from a pipe, which is copied to
 * a temporary file because it is read more than once. */
#include "config.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/eval/eval.h"

enum { DEPTH_MAX = 16 };        /* nested directories */

static char *
copy_of(const char *s, size_t n)
{
    char *p = strndup(s, n);

    if (p == NULL)
        cli_die_memory();
    return p;
}

/* Language and source of a file named LANG.SOURCE.txt; "und" and "-" of
 * others. */
static void
name_parts(eval_text *t)
{
    const char *slash = strrchr(t->name, '/');
    const char *base = slash != NULL ? slash + 1 : t->name;
    size_t lang = strcspn(base, "."), n = strlen(base), source;

    if (lang > 0 && n > lang + 5 && strcmp(base + n - 4, ".txt") == 0) {
        source = n - 4 - (lang + 1);
        t->language = copy_of(base, lang);
        t->source = copy_of(base + lang + 1, source);
    } else {
        t->language = copy_of("und", 3);
        t->source = copy_of("-", 1);
    }
}

static int64_t
limited(int64_t size)
{
    return eval.limit > 0 && size > eval.limit ? eval.limit : size;
}

static void
spool(eval_text *t, cli_input *in)
{
    uint8_t block[16384];
    ptrdiff_t got;

    t->spool = cli_temp();
    while (eval.limit == 0 || t->size < eval.limit) {
        size_t want = eval.limit == 0 ? sizeof block
            : (size_t)limited(t->size + (int64_t)sizeof block)
              - (size_t)t->size;

        got = cli_read(in, block, want);
        if (got < 0)
            cli_read_failed(in);
        if (got <= 0)
            break;
        if (fwrite(block, 1, (size_t)got, t->spool) != (size_t)got)
            cli_die("temporary file", "%s", strerror(errno));
        t->size += got;
    }
    if (fflush(t->spool) != 0)
        cli_die("temporary file", "%s", strerror(errno));
}

static void
add_file(eval_texts *all, const char *path)
{
    eval_text *t;
    cli_input in;

    all->text = cli_grow(all->text, &all->cap, all->n + 1, sizeof *t);
    if (!cli_open(&in, path))
        return;
    t = all->text + all->n;
    *t = (eval_text){ .name = copy_of(in.name, strlen(in.name)) };
    name_parts(t);
    if (in.size >= 0 && in.fd != STDIN_FILENO)
        t->size = limited(in.size);
    else
        spool(t, &in);
    cli_close(&in);
    all->bytes += t->size;
    all->n++;
}

static int
wanted(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);  /* in any locale */
}

static void
add_folder(eval_texts *all, const char *path, int depth)
{
    struct dirent **e;
    struct stat st;
    int n;

    if (depth == DEPTH_MAX) {
        cli_error(path, "directories are nested more than %d deep",
                  DEPTH_MAX);
        return;
    }
    n = scandir(path, &e, wanted, by_bytes);
    if (n < 0) {
        cli_error(path, "cannot read: %s", strerror(errno));
        return;
    }
    for (int i = 0; i < n; i++) {
        size_t len = strlen(e[i]->d_name), room = strlen(path) + len + 2;
        char *inner = malloc(room);

        if (inner == NULL)
            cli_die_memory();
        snprintf(inner, room, "%s/%s", path, e[i]->d_name);
        if (stat(inner, &st) == 0 && S_ISDIR(st.st_mode))
            add_folder(all, inner, depth + 1);
        else if (len > 4 && strcmp(e[i]->d_name + len - 4, eval.suffix) == 0)
            add_file(all, inner);
        free(inner);
        free(e[i]);
    }
    free(e);
}

eval_texts
eval_texts_open(char **path, int n)
{
    eval_texts all = { NULL, 0, 0 };
    struct stat st;

    if (n == 0)
        add_file(&all, NULL);
    for (int i = 0; i < n; i++) {
        size_t before = all.n;

        if (stat(path[i], &st) != 0 || !S_ISDIR(st.st_mode)) {
            add_file(&all, path[i]);
            continue;
        }
        add_folder(&all, path[i], 0);
        if (all.n == before && !cli_failed())
            cli_error(path[i], "has no *%s", eval.suffix);
    }
    return all;
}

void
eval_texts_free(eval_texts *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->text[i].name);
        free(t->text[i].language);
        free(t->text[i].source);
        if (t->text[i].spool != NULL)
            fclose(t->text[i].spool);
    }
    free(t->text);
}

int
eval_open(const eval_text *t)
{
    int fd;

    if (t->spool != NULL)
        return fileno(t->spool);
    fd = open(t->name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        cli_error(t->name, "cannot open: %s", strerror(errno));
    return fd;
}

void
eval_close(const eval_text *t, int fd)
{
    if (t->spool == NULL && fd >= 0)
        close(fd);
}

int
eval_read(const eval_text *t, int fd, uint8_t *p, size_t n, int64_t from)
{
    while (n > 0) {
        ssize_t got = pread(fd, p, n, (off_t)from);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            cli_error(t->name, "cannot read: %s", got < 0 ? strerror(errno)
                      : "it has become shorter");
            return 0;
        }
        p += got;
        n -= (size_t)got;
        from += got;
    }
    return 1;
}
