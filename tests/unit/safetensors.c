/* file/safetensors.c: what is read, what is refused and why, what is
 * written. */
#include "config.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file/safetensors.h"
#include "tests/lib/tap.h"

static char path[64];
static blt_error err;
static blt__st st;

/* Writes a file: the length, the header with ' for ", size bytes of data. */
static void
make_with(uint64_t length, const char *header, size_t size)
{
    FILE *f = fopen(path, "wb");
    size_t n = strlen(header);

    for (int i = 0; i < 8; i++)
        putc((int)(length >> 8 * i & 255), f);
    for (size_t i = 0; i < n; i++)
        putc(header[i] == '\'' ? '"' : header[i], f);
    for (size_t i = 0; i < size; i++)
        putc((int)(i & 127), f);
    fclose(f);
}

static int
opens(void)
{
    blt_status s;

    memset(&err, 0, sizeof err);
    s = blt__st_open(&st, path, &err);
    if (s != BLT_OK && (st.entry != NULL || st.map.p != NULL))
        ok(0, "nothing is left open");
    return s == BLT_OK;
}

static int
make(const char *header, size_t size)
{
    make_with(strlen(header), header, size);
    return opens();
}

static void
bad(const char *header, size_t size, const char *why)
{
    int opened = make(header, size);

    ok(!opened && err.status == BLT_EDATA && strstr(err.text, why) != NULL
       && strncmp(err.text, path, strlen(path)) == 0,
       "%s", opened ? header : err.text + strlen(path) + 2);
    if (opened)
        blt__st_close(&st);
}

#define T(name, dtype, shape, from, to) "'" name "':{'dtype':'" dtype \
    "','shape':" shape ",'data_offsets':[" #from "," #to "]}"

static void
good_files(void)
{
    const blt__st_entry *e;

    ok(make("{" T("b", "F32", "[2,3]", 4, 28) "," T("a", "F16", "[2]", 0, 4)
            ",'__metadata__':{'x':'y'}}   ", 28) && st.n == 2,
       "two tensors, metadata, padding %s", err.text);
    e = blt__st_find(&st, "b");
    ok(e != NULL && e->dims == 2 && e->shape[0] == 2 && e->shape[1] == 3
       && e->data[0] == 4 && e == &st.entry[1], "in the order of the data");
    ok(blt__st_find(&st, "c") == NULL && blt__st_find(&st, "") == NULL,
       "nothing else is there");
    ok(strcmp(st.metadata, "{\"x\":\"y\"}") == 0, "the metadata as text");
    blt__st_close(&st);
    ok(make("{}", 0) && st.n == 0 && st.metadata == NULL, "no tensors");
    blt__st_close(&st);
    ok(make("{" T("s", "F32", "[]", 0, 4) "}", 4) && st.entry[0].dims == 0,
       "a scalar");
    blt__st_close(&st);
    ok(make("{" T("z", "F32", "[0,7]", 2, 2) "," T("a", "U8", "[2]", 0, 2)
            "," T("b", "U8", "[1]", 2, 3) "}", 3) && st.n == 3,
       "an empty tensor between two");
    blt__st_close(&st);
    ok(make("{" T("a", "U8", "[1]", 0, 1) "," T("b", "F32", "[1]", 1, 5) "}",
            5), "unaligned data");
    blt__st_close(&st);
}

static void
bad_headers(void)
{
    FILE *f = fopen(path, "wb");
    char *deep = malloc(5001);

    fclose(f);
    ok(!opens() && strstr(err.text, "0 bytes are too short"), "%s",
       err.text);
    make_with(1000, "{}", 5);
    ok(!opens() && strstr(err.text, "header of 1000 bytes"), "%s", err.text);
    make_with(UINT64_MAX, "{}", 5);
    ok(!opens() && strstr(err.text, "over the limit"), "%s", err.text);
    make_with(100000001, "{}", 0);
    ok(!opens() && strstr(err.text, "over the limit"), "%s", err.text);
    make_with(0, "", 0);
    ok(!opens(), "%s", err.text);
    bad("[]", 0, "not a JSON object");
    bad("{'a':", 0, "header: ");
    bad("{} x", 0, "header: ");
    bad("{'a\xff':{}}", 0, "header: ");
    bad("{" T("a", "U8", "[1]", 0, 1) "," T("a", "U8", "[1]", 1, 2) "}", 2,
        "duplicate");
    memset(deep, '[', 5000);
    memcpy(deep, "{'a':", 5);
    deep[5000] = '\0';
    bad(deep, 0, "depth");
    free(deep);
    bad("{'a':3}", 0, "tensor \"a\": has no dtype");
    bad("{'__metadata__':3}", 0, "__metadata__");
    bad("{'__metadata__':{'a':3}}", 0, "\"a\" is not a string");
}

static void
lies(void)
{
    bad("{" T("a", "F31", "[1]", 0, 4) "}", 4, "unknown dtype \"F31\"");
    bad("{" T("a", "", "[1]", 0, 4) "}", 4, "unknown dtype");
    bad("{" T("a", "F32", "3", 0, 4) "}", 4, "has no shape");
    bad("{" T("a", "F32", "[1.5]", 0, 4) "}", 4, "not a whole number");
    bad("{" T("a", "F32", "[-1]", 0, 4) "}", 4, "not a whole number");
    bad("{" T("a", "F32", "[1,1,1,1,1]", 0, 4) "}", 4, "4 dimensions");
    bad("{" T("a", "F32", "[4611686018427387904]", 0, 0) "}", 0,
        "overflows");
    bad("{" T("a", "U8", "[4294967296,4294967296]", 0, 0) "}", 0,
        "overflows");
    bad("{" T("a", "F32", "[99999999999999999999]", 0, 4) "}", 4, "header");
    bad("{" T("a", "F32", "[1]", 0, 8) "}", 8, "take 4 bytes");
    bad("{" T("a", "F32", "[2]", 0, 4) "}", 4, "take 8 bytes");
    bad("{" T("a", "F32", "[1]", 4, 0) "}", 4, "ends before it begins");
    bad("{" T("a", "F32", "[1]", -4, 0) "}", 4, "ends before it begins");
    bad("{" T("a", "F32", "[1]", 0, 4) "}", 3, "data ends at byte 4 of 3");
    bad("{" T("a", "F32", "[1]", 0, 4.0) "}", 4, "two whole numbers");
    bad("{'a':{'dtype':'U8','shape':[1],'data_offsets':[0]}}", 1,
        "two whole numbers");
    bad("{" T("a", "U8", "[4]", 0, 4) "," T("b", "U8", "[4]", 2, 6) "}", 6,
        "tensor \"b\": data overlaps that of \"a\"");
    bad("{" T("a", "U8", "[4]", 0, 4) "," T("b", "U8", "[4]", 0, 4) "}", 4,
        "overlaps");
    bad("{" T("a", "U8", "[1]", 0, 1) "," T("b", "U8", "[1]", 2, 3) "}", 3,
        "bytes 1 to 2 before it belong to no tensor");
    bad("{" T("a", "U8", "[1]", 1, 2) "}", 2, "bytes 0 to 1");
    bad("{" T("a", "U8", "[1]", 0, 1) "}", 9, "the last 8 bytes");
    bad("{" T("a\\u001b[2J\\n", "U8", "[1]", 0, 1) "}", 9, "last 8");
}

/* A file cut at any byte is refused. */
static void
truncated(void)
{
    const char *header = "{" T("b", "F32", "[2,3]", 4, 28) ","
        T("a", "F16", "[2]", 0, 4) "}";
    int refused = 0, n = (int)strlen(header) + 8 + 28;

    for (int at = 0; at < n; at++) {
        make(header, 28);
        blt__st_close(&st);
        if (truncate(path, at) != 0)
            break;
        refused += !opens();
    }
    ok(refused == n, "cut at any of %d bytes it is refused", n);
}

static void
writing(void)
{
    const int64_t shape[2] = { 2, 3 }, empty[2] = { 0, 3 };
    const float x[6] = { 1, 2, 3, 4, 5, 6 };
    blt__st_out *o = NULL;
    const blt__st_entry *e;
    struct stat s;

    unlink(path);
    ok(blt__st_out_new(&o, path, &err) == BLT_OK, "a writer");
    blt__st_out_meta(o, "format", "pt");
    blt__st_out_meta(o, "say \"\\\n", "\xc3\xa4\t");
    blt__st_out_add(o, "z", "F32", 2, shape);
    blt__st_out_add(o, "e", "F32", 2, empty);
    blt__st_out_add(o, "a", "U8", 1, shape);
    blt__st_out_data(o, x, sizeof x);
    blt__st_out_data(o, "hi", 2);
    ok(stat(path, &s) != 0, "no file before the end");
    ok(blt__st_out_done(o, &err) == BLT_OK && opens(), "written and read %s",
       err.text);
    ok(st.data_at % 8 == 0, "the data are aligned");
    ok(st.n == 3 && strcmp(st.entry[0].name, "z") == 0
       && strcmp(st.entry[2].name, "a") == 0, "in the order of add");
    e = blt__st_find(&st, "z");
    ok(e != NULL && memcmp(e->data, x, sizeof x) == 0, "with the data");
    ok(strstr(st.metadata, "\"format\":\"pt\"") != NULL, "and the metadata");
    blt__st_close(&st);
    unlink(path);

    blt__st_out_new(&o, path, &err);
    blt__st_out_add(o, "z", "F32", 2, shape);
    blt__st_out_data(o, x, 4);
    ok(blt__st_out_done(o, &err) == BLT_EINVAL && stat(path, &s) != 0, "%s",
       err.text);
    blt__st_out_new(&o, path, &err);
    blt__st_out_add(o, "z", "F32", 2, shape);
    blt__st_out_add(o, "z", "F32", 2, shape);
    ok(blt__st_out_done(o, &err) == BLT_EINVAL, "%s", err.text);
    blt__st_out_new(&o, path, &err);
    blt__st_out_add(o, "\xff", "F32", 2, shape);
    blt__st_out_data(o, x, sizeof x);
    ok(blt__st_out_done(o, &err) != BLT_OK, "%s", err.text);
    blt__st_out_new(&o, path, &err);
    blt__st_out_drop(o);
    ok(stat(path, &s) != 0, "nothing is left of one that is dropped");
}

int
main(void)
{
    snprintf(path, sizeof path, "st-test.%ld", (long)getpid());
    good_files();
    bad_headers();
    lies();
    truncated();
    unlink(path);
    ok(!opens() && err.status == BLT_EIO, "%s", err.text);
    ok(blt__st_open(&st, ".", &err) == BLT_EIO, "%s", err.text);
    writing();
    return done_testing();
}
