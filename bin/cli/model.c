/* The model and the threads that the options select.  A file of its own, so
 * that a command without a model does not link it. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

char *
cli_model_path(void)
{
    char *dir;
    blt_error err;

    switch (blt_model_find(&dir, cli.model, &err)) {
    case BLT_OK: return dir;
    case BLT_ENOTFOUND: cli_die(NULL, "%s or -m", err.text);
    default: cli_die_from(&err);
    }
}

char *
cli_model_find(void)
{
    char *dir;
    blt_error err;
    blt_status status = blt_model_find(&dir, cli.model, &err);

    if (status != BLT_OK && status != BLT_ENOTFOUND)
        cli_die_from(&err);
    return dir;
}

int
cli_model_is_none(void)
{
    return cli.model != NULL && strcmp(cli.model, "none") == 0;
}

blt_model *
cli_model(void)
{
    char *dir = cli_model_path();
    const char *note;
    blt_model *m;
    blt_error err;

    if (blt_model_open(&m, dir, &err) != BLT_OK)
        cli_die_from(&err);
    free(dir);
    for (size_t i = 0; (note = blt_model_note(m, i)) != NULL; i++)
        cli_note(NULL, "%s", note);
    return m;
}

blt_model *
cli_model_named(const char *name)
{
    const char *usual = cli.model;
    blt_model *m;

    cli.model = name;
    m = cli_model();
    cli.model = usual;
    return m;
}

blt_pool *
cli_pool(void)
{
    const char *s = getenv("BLT_THREADS");
    blt_pool *pool;
    blt_error err;

    if (cli.threads == 0 && s != NULL && *s != '\0') {
        char *end;
        long n = strtol(s, &end, 10);

        if (*end != '\0' || n < 1 || n > 1024)
            cli_die("$BLT_THREADS", "%s: not in 1 .. 1024", s);
        cli.threads = n;
    }
    if (blt_pool_new(&pool, (int)cli.threads, &err) != BLT_OK)
        cli_die_from(&err);
    return pool;
}

char *
cli_model_label(const blt_model *m)
{
    const char *name = cli_quote(blt_model_name(m));
    const char *digest = blt_model_digest(m);
    size_t n = strlen(name) + strlen(digest) + 2;
    char *label = malloc(n);

    if (label == NULL)
        cli_die_memory();
    snprintf(label, n, "%s/%s", name, digest);
    for (char *p = label; *p != '\0'; p++)
        if (*p == ' ')                  /* fields end at spaces */
            *p = '_';
    return label;
}
