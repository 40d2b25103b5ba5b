/* Which model: the command line, then the environment, then what is
 * installed. */
#include "config.h"
#include <errno.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/cli/cli.h"

static char *
join(const char *dir, const char *name)
{
    size_t d = strlen(dir), n = strlen(name) + 1;
    char *p = malloc(d + n + 1);

    if (p == NULL)
        cli_die_memory();
    memcpy(p, dir, d);
    p[d] = '/';
    memcpy(p + d + 1, name, n);
    return p;
}

static int
is_model(const char *dir)
{
    char *config = join(dir, "config.json");
    int there = access(config, F_OK) == 0;

    free(config);
    return there;
}

/* ---- where to look ----------------------------------------------------- */

struct places {
    char *dir[64];
    size_t n;
};

static void
add_place(struct places *p, char *dir)
{
    if (p->n < sizeof p->dir / sizeof *p->dir)
        p->dir[p->n++] = dir;
    else
        free(dir);
}

/* Does this very program lie in the tree where it was built? */
static int
in_build(void)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    size_t build = strlen(BLT_BUILD_TREE);

    return n > (ssize_t)build && memcmp(self, BLT_BUILD_TREE, build) == 0
        && self[build] == '/';
}

/* The tree that the source is in. */
static const char *
tree(void)
{
    const char *named = getenv("BLT_TREE");

    if (named != NULL && *named != '\0')
        return named;
    return in_build() ? BLT_SOURCE_TREE : NULL;
}

/* Where data of a kind lie ("models"), the user's own first. */
static void
add_shared(struct places *p, const char *kind)
{
    const char *s, *home;
    char *dir;

    if ((s = getenv("XDG_DATA_HOME")) != NULL && *s == '/')
        dir = join(s, "blt");
    else if ((home = getenv("HOME")) != NULL && *home != '\0')
        dir = join(home, ".local/share/blt");
    else
        dir = NULL;
    if (dir != NULL)
        add_place(p, join(dir, kind));
    free(dir);
    if (in_build())                     /* what a build makes: messages */
        add_place(p, join(BLT_BUILD_TREE "/share", kind));
    if ((s = tree()) != NULL) {
        dir = join(s, "share");
        add_place(p, join(dir, kind));
        free(dir);
    }
    add_place(p, join(BLT_DATA_DIR, kind));
}

static void
find_places(struct places *p)
{
    const char *s = getenv("BLT_MODEL_PATH");

    p->n = 0;
    while (s != NULL && *s != '\0') {
        size_t n = strcspn(s, ":");

        if (n > 0) {
            char *dir = strndup(s, n);

            if (dir == NULL)
                cli_die_memory();
            add_place(p, dir);
        }
        s += n + (s[n] == ':');
    }
    add_shared(p, "models");
}

static void
free_places(struct places *p)
{
    while (p->n > 0)
        free(p->dir[--p->n]);
}

/* ---- which one --------------------------------------------------------- */

/* The model that the file "default" names, or the only one there is. */
static char *
default_in(const char *place)
{
    char line[256] = "", *path = join(place, "default"), *only = NULL;
    FILE *f = fopen(path, "r");
    DIR *d;
    struct dirent *e;

    free(path);
    if (f != NULL) {
        int got = fgets(line, sizeof line, f) != NULL;

        fclose(f);
        line[strcspn(line, " \t\r\n")] = '\0';
        if (!got || line[0] == '\0' || line[0] == '.'
            || strchr(line, '/') != NULL)
            cli_die(place, "default: names no model");
        return join(place, line);
    }
    d = opendir(place);
    while (d != NULL && (e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        path = join(place, e->d_name);
        if (!is_model(path)) {
            free(path);
        } else if (only == NULL) {
            only = path;
        } else {            /* two, and nobody says which */
            free(path);
            free(only);
            only = NULL;
            break;
        }
    }
    if (d != NULL)
        closedir(d);
    return only;
}

static _Noreturn void
not_found(const char *name, const struct places *p)
{
    char list[1024] = "";
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        int k = snprintf(list + n, sizeof list - n, "%s%s", i ? ":" : "",
                         p->dir[i]);

        if (k < 0 || (size_t)k >= sizeof list - n)
            break;
        n += (size_t)k;
    }
    if (name != NULL)
        cli_die(name, "no such model in %s", list);
    cli_die(NULL, "no model in %s; name one with -m or $BLT_MODEL", list);
}

static char *
find(int must)
{
    const char *name = cli.model ? cli.model : getenv("BLT_MODEL");
    struct places p;
    struct stat st;
    char *found = NULL;

    if (name != NULL && *name == '\0')
        name = NULL;
    if (name != NULL && (strchr(name, '/') != NULL || is_model(name)
                         || strcmp(name, ".") == 0)) {
        found = strdup(name);
        if (found == NULL)
            cli_die_memory();
        return found;
    }
    find_places(&p);
    for (size_t i = 0; i < p.n && found == NULL; i++) {
        found = name ? join(p.dir[i], name) : default_in(p.dir[i]);
        if (found != NULL && stat(found, &st) != 0) {
            if (name == NULL)
                cli_die(found, "the default model: %s", strerror(errno));
            free(found);
            found = NULL;
        }
    }
    if (found == NULL && (must || name != NULL))
        not_found(name, &p);
    free_places(&p);
    return found;
}

char *
cli_model_path(void)
{
    return find(1);
}

char *
cli_model_find(void)
{
    return find(0);
}

char *
cli_data_path(const char *given, const char *variable, const char *kind)
{
    const char *named = given != NULL ? given : getenv(variable);
    struct places p = { .n = 0 };
    struct stat st;
    char *found = NULL;

    if (named != NULL && *named != '\0') {
        found = strdup(named);
        if (found == NULL)
            cli_die_memory();
        return found;
    }
    add_shared(&p, kind);
    for (size_t i = 0; i < p.n && found == NULL; i++)
        if (stat(p.dir[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            found = p.dir[i];
            p.dir[i] = NULL;
        }
    if (found == NULL)
        cli_die(p.n > 0 ? p.dir[p.n - 1] : NULL, "no such directory; name one"
                " with $%s", variable);
    free_places(&p);
    return found;
}
