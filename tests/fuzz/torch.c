/* Any bytes as a checkpoint of PyTorch: refused, or a file whose every promise
 * holds.  The bytes are tried as an archive, as the pickle of a good archive,
 * and as a list of pieces of pickles, which gets past the first opcodes. */
#define _GNU_SOURCE             /* memfd_create() */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "file/torch.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {
    "tests/fuzz/seeds/state.pth", "tests/fuzz/seeds/plain.pth",
    "tests/fuzz/seeds/system.pth", "tests/fuzz/seeds/strided.pth",
    "tests/fuzz/seeds/deflated.pth", "tests/fuzz/seeds/state.pkl", NULL
};

#define ROOM 262144

static uint8_t file[ROOM];
static size_t file_n;

static void
put(const void *p, size_t n)
{
    MUST(n <= ROOM - file_n);
    memcpy(file + file_n, p, n);
    file_n += n;
}

static void
put_number(uint64_t x, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        uint8_t b = i < 8 ? (uint8_t)(x >> 8 * i) : 0;

        put(&b, 1);
    }
}

/* The file has what the entry says it has. */
static void
check_entry(const blt__st *st, const blt__st_entry *e)
{
    size_t n = blt__st_dtype_size(e->dtype);
    unsigned sum = 0;

    MUST(n > 0 && e->dims >= 0 && e->dims <= 4);
    for (int i = 0; i < e->dims; i++) {
        MUST(e->shape[i] >= 0);
        n *= (size_t)e->shape[i];
    }
    MUST(e->begin <= e->end && e->end <= st->map.n && n == e->end - e->begin);
    MUST(e->data == st->map.p + e->begin);
    for (size_t i = 0; i < n; i++)
        sum += e->data[i];
    MUST(sum <= 255 * n);
    MUST(blt__st_find(st, e->name) == e);
}

static void
try(const uint8_t *p, size_t n)
{
    static char path[40];
    static int fd = -1;
    blt_error err = { 0 };
    blt__st st;

    if (fd < 0) {
        fd = memfd_create("fuzz-torch", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    MUST(ftruncate(fd, 0) == 0 && pwrite(fd, p, n, 0) == (ssize_t)n);
    if (blt__torch_open(&st, path, &err) != BLT_OK) {
        MUST(strncmp(err.text, path, strlen(path)) == 0);
        MUST(strpbrk(err.text, "\n\r\x1b") == NULL);
        MUST(st.entry == NULL && st.map.p == NULL);
        return;
    }
    MUST(st.head_at <= st.map.n && st.head_n <= st.map.n - st.head_at);
    for (size_t i = 0; i < st.n; i++)
        check_entry(&st, &st.entry[i]);
    blt__st_close(&st);
}

static void
put_local(const char *name, const void *p, size_t n)
{
    put("PK\3\4", 4);
    put_number(0, 22);
    put_number(strlen(name), 2);
    put_number(0, 2);
    put(name, strlen(name));
    put(p, n);
}

static void
put_central(const char *name, size_t at, size_t n)
{
    put("PK\1\2", 4);
    put_number(0, 16);
    put_number(n, 4);
    put_number(n, 4);
    put_number(strlen(name), 2);
    put_number(0, 12);
    put_number(at, 4);
    put(name, strlen(name));
}

/* An archive with this pickle and two storages. */
static void
try_pickle(const uint8_t *p, size_t n)
{
    static const uint8_t numbers[64] = { 1, 2, 3 };
    size_t at[3], from;

    file_n = 0;
    at[0] = file_n;
    put_local("a/data.pkl", p, n);
    at[1] = file_n;
    put_local("a/data/0", numbers, 24);
    at[2] = file_n;
    put_local("a/data/1", numbers, 4);
    from = file_n;
    put_central("a/data.pkl", at[0], n);
    put_central("a/data/0", at[1], 24);
    put_central("a/data/1", at[2], 4);
    at[0] = file_n - from;
    put("PK\5\6", 4);
    put_number(0, 4);
    put_number(3, 2);
    put_number(3, 2);
    put_number(at[0], 4);
    put_number(from, 4);
    put_number(0, 2);
    try(file, file_n);
}

#define PIECE(s) { s, sizeof s - 1 }
#define STORAGE "(X\7\0\0\0storagectorch\nFloatStorage\n" \
    "X\1\0\0\0" "0X\3\0\0\0cpuK\6tQ"
#define TENSOR "ctorch._utils\n_rebuild_tensor_v2\n(" STORAGE \
    "K\0K\2K\3\x86K\3K\1\x86\x89" "ccollections\nOrderedDict\n)RtR"

static const struct { const char *p; size_t n; } pieces[] = {
    PIECE("("), PIECE(")"), PIECE("t"), PIECE("\x85"), PIECE("\x86"),
    PIECE("\x87"), PIECE("}"), PIECE("]"), PIECE("s"), PIECE("u"),
    PIECE("a"), PIECE("e"), PIECE("b"), PIECE("R"), PIECE("Q"), PIECE("N"),
    PIECE("\x88"), PIECE("\x89"), PIECE("K\0"), PIECE("K\1"), PIECE("K\2"),
    PIECE("K\6"), PIECE("J\xff\xff\xff\xff"),
    PIECE("\x8a\10\0\0\0\0\0\0\0\x40"), PIECE("X\1\0\0\0a"),
    PIECE("X\5\0\0\0model"), PIECE("X\1\0\0\0" "0"),
    PIECE("X\7\0\0\0storage"), PIECE("q\0"), PIECE("h\0"), PIECE("q\1"),
    PIECE("h\1"), PIECE("ctorch\nFloatStorage\n"),
    PIECE("ctorch\nByteStorage\n"), PIECE("ccollections\nOrderedDict\n"),
    PIECE("ctorch._utils\n_rebuild_tensor_v2\n"),
    PIECE("ctorch._utils\n_rebuild_parameter\n"), PIECE(STORAGE),
    PIECE(TENSOR), PIECE("X\1\0\0\0b" TENSOR "s"), PIECE("G01234567"),
    PIECE("cposix\nsystem\n"), PIECE("X\1\0\0\0m}s")
};

static void
try_pieces(const uint8_t *p, size_t n)
{
    static uint8_t text[65536];
    size_t at = 0;

    for (size_t i = 0; i < n && at + 256 < sizeof text; i++) {
        size_t k = p[i] % (sizeof pieces / sizeof pieces[0]);

        if (i == 0) {
            memcpy(text, "\x80\2}", 3);
            at = 3;
        }
        memcpy(text + at, pieces[k].p, pieces[k].n);
        at += pieces[k].n;
    }
    if (at > 0)
        text[at++] = '.';
    try_pickle(text, at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    try(p, n);
    try_pickle(p, n);
    for (size_t at = 0, k; at < n && at < 64; at += k) {
        k = p[at] % 16 + 1;
        try_pieces(p + at, n - at < k ? n - at : k);
    }
    return 0;
}
