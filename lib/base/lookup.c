/* Where models and data are installed.
 *
 * This is the only file of the library that reads the environment, and only
 * when a caller asks for a default.  Nothing is remembered between calls. */
#include "config.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/lookup.h>
#include "base/base.h"

#define PLACES 64                   /* places to look in, at most */

typedef struct places {
    char *dir[PLACES];
    size_t n;
    int failed;                     /* out of memory */
} places;

/* Takes dir over; NULL means that there was no memory for it. */
static void
add(places *p, char *dir)
{
    if (dir == NULL)
        p->failed = 1;
    else if (p->n < PLACES)
        p->dir[p->n++] = dir;
    else
        free(dir);
}

static void
add_in(places *p, const char *dir, const char *kind)
{
    add(p, blt__path_join(dir, kind));
}

static void
places_free(places *p)
{
    while (p->n > 0)
        free(p->dir[--p->n]);
}

/* $NAME, NULL when it is unset or empty. */
static const char *
variable(const char *name)
{
    const char *s = getenv(name);

    return s != NULL && *s != '\0' ? s : NULL;
}

/* ---- build trees -------------------------------------------------------- */

/* Cuts the last component off a path. */
static void
cut(char *path)
{
    char *slash = strrchr(path, '/');

    *(slash != NULL ? slash : path) = '\0';
}

/* A program that runs in the tree where it was built finds the tree's data
 * without installation.  configure writes share/blt-tree, which is never
 * installed; its first line is the source tree.
 *   build   out [PATH_MAX]: the build tree; "" for other programs
 *   source  out [PATH_MAX] */
static void
find_tree(char *build, char *source)
{
    char name[PATH_MAX + 32];
    ssize_t n = readlink("/proc/self/exe", build, PATH_MAX - 1);
    const char *last;
    FILE *f;

    source[0] = '\0';
    build[n < 0 ? 0 : n] = '\0';
    cut(build);                         /* DIR/bin/NAME */
    last = strrchr(build, '/');
    if (last != NULL && strcmp(last, "/.libs") == 0)
        cut(build);                     /* libtool: DIR/bin/.libs/NAME */
    cut(build);
    snprintf(name, sizeof name, "%s/share/blt-tree", build);
    f = build[0] != '\0' ? fopen(name, "r") : NULL;
    if (f == NULL || fgets(source, PATH_MAX, f) == NULL)
        build[0] = '\0';
    source[strcspn(source, "\n")] = '\0';
    if (f != NULL)
        fclose(f);
}

/* ---- places ------------------------------------------------------------- */

/* Where data of a kind ("models") may be, the user's own first. */
static void
add_shared(places *p, const char *kind)
{
    char build[PATH_MAX], source[PATH_MAX], dir[PATH_MAX + 32];
    const char *s, *tree;

    if ((s = getenv("XDG_DATA_HOME")) != NULL && *s == '/') {
        snprintf(dir, sizeof dir, "%s/blt", s);
        add_in(p, dir, kind);
    } else if ((s = variable("HOME")) != NULL) {
        snprintf(dir, sizeof dir, "%s/.local/share/blt", s);
        add_in(p, dir, kind);
    }
    find_tree(build, source);
    if (build[0] != '\0') {
        snprintf(dir, sizeof dir, "%s/share", build);
        add_in(p, dir, kind);
    }
    tree = variable("BLT_TREE");
    if (tree == NULL && source[0] != '\0')
        tree = source;
    if (tree != NULL) {
        snprintf(dir, sizeof dir, "%s/share", tree);
        add_in(p, dir, kind);
    }
    add_in(p, BLT_DATA_DIR, kind);
}

/* The directories of a list separated by ':'. */
static void
add_list(places *p, const char *s)
{
    while (s != NULL && *s != '\0') {
        size_t n = strcspn(s, ":");

        if (n > 0)
            add(p, strndup(s, n));
        s += n + (s[n] == ':');
    }
}

/* "A:B:C", cut where it does not fit. */
static const char *
listed(const places *p, char *list, size_t size)
{
    size_t n = 0;

    list[0] = '\0';
    for (size_t i = 0; i < p->n; i++) {
        int k = snprintf(list + n, size - n, "%s%s", i ? ":" : "", p->dir[i]);

        if (k < 0 || (size_t)k >= size - n)
            break;
        n += (size_t)k;
    }
    return list;
}

/* ---- models ------------------------------------------------------------- */

static int
is_model(const char *dir)
{
    return blt__file_exists(dir, "config.json")
        || blt__file_exists(dir, "params.json");    /* Meta's */
}

/* The only model directory in `place`; NULL when there are none or several, or
 * with *failed when memory runs out. */
static char *
only_model(const char *place, int *failed)
{
    char *only = NULL;
    struct dirent *e;
    DIR *d = opendir(place);

    *failed = d == NULL && errno == ENOMEM;

    while (d != NULL && (e = readdir(d)) != NULL) {
        char *path;

        if (e->d_name[0] == '.')
            continue;
        path = blt__path_join(place, e->d_name);
        if (path == NULL) {
            *failed = 1;
            break;
        }
        if (!is_model(path)) {
            free(path);
        } else if (only == NULL) {
            only = path;
        } else {
            free(path);
            free(only);
            only = NULL;
            break;
        }
    }
    if (d != NULL)
        closedir(d);
    if (*failed) {
        free(only);
        only = NULL;
    }
    return only;
}

/* The model that the file "default" in `place` names, else the only one. */
static blt_status
default_model(char **dir, const char *place, blt_error *err)
{
    char line[256] = "", *path = blt__path_join(place, "default");
    FILE *f = path != NULL ? fopen(path, "r") : NULL;
    int failed = f == NULL && (path == NULL || errno == ENOMEM);
    struct stat st;

    free(path);
    *dir = NULL;
    if (f == NULL && !failed)
        *dir = only_model(place, &failed);
    if (failed)
        return blt__fail_memory(err, place);
    if (f == NULL)
        return BLT_OK;
    if (fgets(line, sizeof line, f) == NULL)
        line[0] = '\0';
    fclose(f);
    line[strcspn(line, " \t\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '.' || strchr(line, '/') != NULL)
        return blt__fail(err, BLT_EDATA, "%s: default: names no model",
                         place);
    *dir = blt__path_join(place, line);
    if (*dir == NULL)
        return blt__fail_memory(err, place);
    if (stat(*dir, &st) != 0) {
        blt__error_set_errno(err, "%s: the default model", *dir);
        free(*dir);
        *dir = NULL;
        return BLT_EIO;
    }
    return BLT_OK;
}

static blt_status
search(char **dir, const char *name, const places *p, blt_error *err)
{
    char list[400];
    struct stat st;

    for (size_t i = 0; i < p->n; i++) {
        if (name == NULL) {
            blt_status s = default_model(dir, p->dir[i], err);

            if (s != BLT_OK || *dir != NULL)
                return s;
            continue;
        }
        *dir = blt__path_join(p->dir[i], name);
        if (*dir == NULL)
            return blt__fail_memory(err, name);
        if (stat(*dir, &st) == 0)
            return BLT_OK;
        free(*dir);
        *dir = NULL;
    }
    listed(p, list, sizeof list);
    if (name != NULL && is_model(name))
        return blt__fail(err, BLT_EIO, "%s: no such model in %s; the one in"
                         " the current directory is ./%s", name, list, name);
    if (name != NULL)
        return blt__fail(err, BLT_EIO, "%s: no such model in %s", name, list);
    return blt__fail(err, BLT_ENOTFOUND, "no model in %s; name one with"
                     " $BLT_MODEL", list);
}

blt_status
blt_model_find(char **dir, const char *name, blt_error *err)
{
    places p = { .n = 0 };
    blt_status s;

    *dir = NULL;
    if (name == NULL)
        name = variable("BLT_MODEL");
    else if (*name == '\0')
        name = NULL;
    if (name != NULL && (strchr(name, '/') != NULL || strcmp(name, ".") == 0
                         || strcmp(name, "..") == 0)) {
        *dir = strdup(name);
        return *dir != NULL ? BLT_OK : blt__fail_memory(err, name);
    }
    add_list(&p, getenv("BLT_MODEL_PATH"));
    add_shared(&p, "models");
    s = p.failed ? blt__fail_memory(err, "models")
                 : search(dir, name, &p, err);
    places_free(&p);
    return s;
}

/* ---- data --------------------------------------------------------------- */

static const struct { const char *kind, *variable; } kinds[] = {
    { "languages", "BLT_LANGUAGES" },
    { "locale", "BLT_LOCALE_PATH" },
    { "spell", "BLT_SPELL_DATA" },
};
#define KINDS (sizeof kinds / sizeof *kinds)

blt_status
blt_data_find(char **dir, const char *kind, blt_error *err)
{
    places p = { .n = 0 };
    const char *named;
    struct stat st;
    size_t k = 0;

    *dir = NULL;
    while (k < KINDS && strcmp(kinds[k].kind, kind) != 0)
        k++;
    if (k == KINDS)
        return blt__fail(err, BLT_EINVAL, "%s: no such kind of data", kind);
    if ((named = variable(kinds[k].variable)) != NULL) {
        *dir = strdup(named);
        return *dir != NULL ? BLT_OK : blt__fail_memory(err, named);
    }
    add_shared(&p, kind);
    for (size_t i = 0; i < p.n && *dir == NULL; i++)
        if (stat(p.dir[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            *dir = p.dir[i];
            p.dir[i] = p.dir[--p.n];
        }
    if (*dir == NULL && p.failed)
        blt__error_set(err, BLT_ENOMEM, "%s: out of memory", kind);
    else if (*dir == NULL)
        blt__error_set(err, BLT_ENOTFOUND, "%s: no such directory; name one"
                       " with $%s", p.dir[p.n - 1], kinds[k].variable);
    places_free(&p);
    return *dir != NULL ? BLT_OK : p.failed ? BLT_ENOMEM : BLT_ENOTFOUND;
}
