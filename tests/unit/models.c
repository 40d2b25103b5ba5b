/* What tests of model directories have in common. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "file/config_file.h"
#include "tests/unit/models.h"

static char tmp[] = "model-test.XXXXXX";
blt_error err;

const char *
in(const char *name)
{
    static char path[4][256];
    static int at;
    char *p = path[at++ % 4];

    snprintf(p, sizeof path[0], "%s/%s", tmp, name);
    return p;
}

void
put_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    fputs(text, f);
    fclose(f);
}

char *
get_file(const char *path, size_t *n)
{
    blt__buf b = { 0 };

    if (blt__read_whole(&b, path, 1 << 24, &err) != BLT_OK)
        printf("# %s\n", err.text);
    *n = b.n;
    return b.p;
}

blt_model *
open_in(const char *name)
{
    blt_model *m;

    memset(&err, 0, sizeof err);
    if (blt_model_open(&m, in(name), &err) != BLT_OK)
        return NULL;
    return m;
}

blt_config
small(void)
{
    static const char json[] =
        "{\"patcher_config\":{\"hidden_size\":16,\"num_hidden_layers\":2,"
        "\"num_attention_heads\":2,\"intermediate_size\":48,"
        "\"sliding_window\":32},"
        "\"encoder_config\":{\"hidden_size\":24,\"num_attention_heads\":2,"
        "\"intermediate_size\":64,\"sliding_window\":16},"
        "\"decoder_config\":{\"hidden_size\":24,\"num_hidden_layers\":2,"
        "\"num_attention_heads\":2,\"intermediate_size\":64,"
        "\"sliding_window\":16},"
        "\"global_config\":{\"hidden_size\":40,\"num_hidden_layers\":1,"
        "\"num_attention_heads\":4,\"intermediate_size\":112,"
        "\"num_key_value_heads\":2},"
        "\"encoder_hash_byte_group_size\":[3,4],"
        "\"encoder_hash_byte_group_vocab\":50}";
    blt_config c;

    if (blt__config_parse(&c, json, sizeof json - 1, "small", NULL, &err)
        != BLT_OK)
        printf("Bail out! %s\n", err.text);
    return c;
}

void
edit(const char *path, const char *from, const char *to)
{
    size_t n, k = strlen(from);
    char *text = get_file(path, &n);
    FILE *f = fopen(path, "wb");
    int done = 0;

    for (size_t i = 0; i + k <= n && !done; i++)
        if (memcmp(text + i, from, k) == 0) {
            memcpy(text + i, to, k);
            done = 1;
        }
    if (!done)
        printf("# %s is not in %s\n", from, path);
    fwrite(text, 1, n, f);
    fclose(f);
    free(text);
}

void
remake(void)
{
    blt_config c = small();

    if (blt_model_init(in("bad"), &c, 1, NULL, &err) != BLT_OK)
        printf("Bail out! %s\n", err.text);
}

int
begin_models(void)
{
    return mkdtemp(tmp) != NULL;
}

int
end_models(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", tmp);
    return system(command) == 0;
}
