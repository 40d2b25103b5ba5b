/* Any bytes as a safetensors file: refused, or a file whose every promise
 * holds. */
#include "config.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "file/safetensors.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {
    "tests/fuzz/seeds/two.safetensors",
    "tests/fuzz/seeds/empty.safetensors",
    "tests/fuzz/seeds/many.safetensors", NULL
};

static void
try(const char *path, const uint8_t *head, size_t k, const uint8_t *p,
    size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    blt_error err = { 0 };
    blt__st st;
    size_t at = 0;
    unsigned sum = 0;

    MUST(fd >= 0 && write(fd, head, k) == (ssize_t)k
         && write(fd, p, n) == (ssize_t)n);
    close(fd);
    if (blt__st_open(&st, path, &err) != BLT_OK) {
        MUST(strncmp(err.text, path, strlen(path)) == 0);
        MUST(strpbrk(err.text, "\n\r\x1b") == NULL);
        MUST(st.entry == NULL && st.map.p == NULL);
        return;
    }
    for (size_t i = 0; i < st.n; i++) {
        const blt__st_entry *e = &st.entry[i];

        MUST(e->begin == at && e->end >= e->begin);
        MUST(e->data == st.map.p + st.data_at + e->begin);
        MUST(blt__st_find(&st, e->name) == e);
        for (size_t j = 0; j < e->end - e->begin; j++)
            sum += e->data[j];
        at = e->end;
    }
    MUST(at == st.map.n - st.data_at && sum <= 255 * at);
    blt__st_close(&st);
}

/* As it is, and with the length put right, so that changes to the header
 * are seen by more than the first check. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char path[64];
    uint8_t length[8];
    size_t end = n;

    snprintf(path, sizeof path, "fuzz-st.%ld", (long)getpid());
    try(path, p, 0, p, n);
    while (end > 8 && p[end - 1] != '}')
        end--;
    if (end > 8) {
        for (int i = 0; i < 8; i++)
            length[i] = (uint8_t)((uint64_t)(end - 8) >> 8 * i);
        try(path, length, 8, p + 8, n - 8);
    }
    unlink(path);
    return 0;
}
