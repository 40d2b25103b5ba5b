/* Any bytes as the weights of a small model with its hash table in few bits:
 * refused, or a model whose every number can be read, and which computes. */
#include "config.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <blt/session.h>
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/int8.safetensors",
                                   "tests/fuzz/seeds/int4.safetensors", NULL };

#define PART "\"hidden_size\":2,\"num_attention_heads\":1," \
    "\"intermediate_size\":2,\"num_hidden_layers\":1"

static const char config[] =
    "{\"patch_in_forward\":false,\"patching_mode\":\"byte\","
    "\"cross_attn_k\":1,\"encoder_hash_byte_group_size\":[3],"
    "\"encoder_hash_byte_group_vocab\":4,\"encoder_config\":{" PART "},"
    "\"decoder_config\":{" PART ",\"cross_attn_all_layers\":false,"
    "\"hidden_size_global\":2},\"global_config\":{" PART "}}";

static void
put(const char *path, const void *head, size_t k, const void *p, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    MUST(fd >= 0 && write(fd, head, k) == (ssize_t)k
         && write(fd, p, n) == (ssize_t)n);
    close(fd);
}

static void
compute(const blt_model *m)
{
    static const int32_t ids[] = { BLT_ID_BOS, 'a' + BLT_ID_BYTE,
                                   BLT_ID_BYTE, 255 + BLT_ID_BYTE };
    float logits[BLT_VOCAB];
    blt_session_options o = BLT_SESSION_OPTIONS_INIT;
    blt_feed f = BLT_FEED_INIT;
    blt_session *s;
    blt_status status;
    blt_error err;

    f.last_logits = logits;
    MUST(blt_session_new(&s, m, &o, &err) == BLT_OK);
    /* BLT_EDATA: numbers that are not finite */
    status = blt_session_feed(s, ids, 4, &f, &err);
    MUST(status == BLT_OK || status == BLT_EDATA);
    blt_session_free(s);
}

static void
try(const char *dir, const uint8_t *head, size_t k, const uint8_t *p,
    size_t n)
{
    static float x[1024];
    char path[96];
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;
    blt_model *m;
    blt_error err = { 0 };

    snprintf(path, sizeof path, "%s/model.safetensors", dir);
    put(path, head, k, p, n);
    if (blt_model_open(&m, dir, &err) != BLT_OK) {
        MUST(m == NULL && strncmp(err.text, dir, strlen(dir)) == 0);
        MUST(strpbrk(err.text, "\n\r\x1b") == NULL);
        return;
    }
    for (size_t i = 0; blt_model_tensor(m, i, &t); i++) {
        size_t size = (size_t)(t.shape[0] * t.shape[1]);

        MUST(size <= 1024 && 2 * t.bytes >= t.shape[0] * t.shape[1]);
        MUST(blt_model_numbers(m, i, x, 0, size, &err) == BLT_OK);
    }
    compute(m);
    blt_model_close(m);
}

/* As it is, and with the length put right where the header was changed:
 * only its end has two braces. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char dir[64], path[96];
    uint8_t length[8];
    size_t end = 8;

    snprintf(dir, sizeof dir, "fuzz-model.%ld", (long)getpid());
    mkdir(dir, 0700);
    snprintf(path, sizeof path, "%s/config.json", dir);
    put(path, config, sizeof config - 1, "", 0);
    try(dir, p, 0, p, n);
    while (end < n && !(p[end - 1] == '}' && p[end] == '}'))
        end++;
    if (end < n) {
        for (end++; end < n && p[end] == ' '; end++)
            continue;
        for (int i = 0; i < 8; i++)
            length[i] = (uint8_t)((uint64_t)(end - 8) >> 8 * i);
        try(dir, length, 8, p + 8, n - 8);
    }
    unlink(path);
    snprintf(path, sizeof path, "%s/model.safetensors", dir);
    unlink(path);
    rmdir(dir);
    return 0;
}
