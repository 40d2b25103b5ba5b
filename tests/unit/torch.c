/* file/torch.c on files that PyTorch 1.13 wrote (tests/fuzz/seeds): what is
 * read, and what is refused, by name and offset. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/base.h"
#include "file/torch.h"
#include "tests/lib/tap.h"

static blt_error err;
static blt__st st;
static blt__buf text;
static char path[64];

static void
load(const char *seed)
{
    const char *top = getenv("top_srcdir");
    char from[1024];

    snprintf(from, sizeof from, "%s/tests/fuzz/seeds/%s", top ? top : ".",
             seed);
    if (blt__read_whole(&text, from, 1 << 20, &err) != BLT_OK) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
}

static int
opens(void)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || fwrite(text.p, 1, text.n, f) != text.n
        || fclose(f) != 0) {
        printf("Bail out! %s\n", path);
        exit(1);
    }
    memset(&err, 0, sizeof err);
    return blt__torch_open(&st, path, &err) == BLT_OK;
}

static void
bad(const char *why)
{
    int opened = opens();

    ok(!opened && err.status == BLT_EDATA && st.map.p == NULL
       && strncmp(err.text, path, strlen(path)) == 0
       && strstr(err.text, why) != NULL, "%s: %s", why,
       opened ? "was opened" : err.text + strlen(path));
    if (opened)
        blt__st_close(&st);
}

/* Occurrence number nth of n bytes, replaced by as many. */
static void
edit_bytes(const char *from, const char *to, size_t n, int nth)
{
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, from, n) == 0 && nth-- == 0) {
            memcpy(text.p + i, to, n);
            return;
        }
    ok(0, "\"%s\" is in the file", from);
}

#define EDIT(from, to) do { \
    _Static_assert(sizeof from == sizeof to, "as long"); \
    edit_bytes(from, to, sizeof from - 1, 0); } while (0)
#define BAD(seed, from, to, why) do { \
    load(seed); EDIT(from, to); bad(why); } while (0)

static int
has(const char *name, const char *dtype, int dims, int64_t rows,
    int64_t cols)
{
    const blt__st_entry *e = blt__st_find(&st, name);

    return e != NULL && strcmp(e->dtype, dtype) == 0 && e->dims == dims
        && (dims < 1 || e->shape[0] == rows)
        && (dims < 2 || e->shape[1] == cols);
}

static float
number(const char *name, size_t i)
{
    const blt__st_entry *e = blt__st_find(&st, name);
    float x = NAN;

    if (e != NULL && (i + 1) * sizeof x <= e->end - e->begin)
        memcpy(&x, e->data + i * sizeof x, sizeof x);
    return x;
}

static void
reads(void)
{
    load("state.pth");
    ok(opens(), "a state dict under \"model\" opens %s", err.text);
    if (st.map.p == NULL)
        return;
    ok(st.n == 7 && has("w", "F32", 2, 2, 3) && has("b", "BF16", 1, 2, 0)
       && has("first", "F32", 2, 2, 4) && has("rest", "F32", 1, 4, 0)
       && has("none", "F16", 2, 0, 3) && has("one", "I64", 0, 0, 0)
       && has("column", "F32", 2, 3, 1), "names, types and shapes");
    ok(number("w", 5) == 5 && number("first", 7) == 7
       && number("rest", 0) == 8 && number("rest", 3) == 11
       && number("column", 2) == 2, "numbers, two views of one storage");
    for (size_t i = 0; i < st.n; i++)
        if (st.entry[i].data < st.map.p
            || st.entry[i].end > st.map.n)
            ok(0, "%s lies in the mapping", st.entry[i].name);
    ok(blt__st_find(&st, "optim") == NULL, "the optimizer is left alone");
    blt__st_close(&st);
    load("plain.pth");
    ok(opens() && st.n == 2 && has("w", "F32", 2, 2, 3)
       && number("t", 3) == 1, "a bare dictionary, a Parameter %s",
       err.text);
    if (st.map.p != NULL)
        blt__st_close(&st);
}

static void
refuses_names(void)
{
    char want[64];

    load("system.pth");
    bad("\"posix.system\" is refused");
    for (size_t i = 0; i + 13 < text.n; i++)
        if (memcmp(text.p + i, "cposix\nsystem", 13) == 0) {
            /* data.pkl is the first member, its data end the local header */
            const uint8_t *p = (const uint8_t *)text.p;
            size_t data = 30u + p[26] + 256u * p[27] + p[28] + 256u * p[29];

            snprintf(want, sizeof want, "pickle: byte %zu:", i - data);
            bad(want);
            break;
        }
    BAD("state.pth", "_rebuild_tensor_v2", "_rebuild_tensor_v3",
        "\"torch._utils._rebuild_tensor_v3\" is refused");
    BAD("state.pth", "FloatStorage", "FloatXtorage",
        "\"torch.FloatXtorage\" is refused");
    BAD("state.pth", "ccollections\nOrderedDict", "cbuiltins\n__import__loca",
        "\"builtins.__import__loca\" is refused");
}

static void
refuses_pickles(void)
{
    BAD("plain.pth", "\x80\2}", "\x80\4}", "protocol 2");
    BAD("plain.pth", "\x80\2}", "\x80\2i", "opcode 0x69 is refused");
    BAD("plain.pth", "\x80\2}", "\x80\2R", "byte 2: takes from an empty");
    BAD("plain.pth", "X\1\0\0\0w", "X\1\0\0\0\xff", "UTF-8");
    BAD("plain.pth", "X\1\0\0\0w", "X\xff\xff\xff\xffw", "cut short");
    BAD("plain.pth", "X\1\0\0\0t", "X\1\0\0\0w", "is there twice");
    BAD("plain.pth", "X\7\0\0\0storage", "X\7\0\0\0sturage",
        "unknown kind");
    BAD("plain.pth", "X\3\0\0\0cpu", "N0NNNNNN", "opcode 0x30");
}

static void
refuses_tensors(void)
{
    load("strided.pth");
    bad("tensor \"w\": is not contiguous");
    BAD("plain.pth", "K\6tq", "K\7tq", "another size than stated");
    BAD("plain.pth", "QK\0K\2K\3\x86", "QK\1K\2K\3\x86",
        "outside its storage");
    BAD("plain.pth", "QK\0K\2K\3\x86", "QK\0J\xff\xff\xff\xff",
        "has no shape");
    BAD("plain.pth", "QK\0K\2K\3\x86", "QK\0K\2K\4\x86", "not contiguous");
    BAD("plain.pth", "X\1\0\0\0" "0", "X\1\0\0\0" "7",
        "not in the archive");
}

static void
refuses_archives(void)
{
    size_t n;

    load("deflated.pth");
    bad("is compressed");
    load("plain.pth");
    n = text.n;
    text.n = 0;
    bad("is not a zip archive");
    text.n = n - 1;
    bad("was cut short, or has a comment");
    for (text.n = n; text.n > 0; text.n -= 7 < text.n ? 7 : text.n)
        if (text.n < n && opens()) {
            ok(0, "cut to %zu bytes it is refused", text.n);
            blt__st_close(&st);
        }
    BAD("plain.pth", "/data.pkl", "/dota.pkl", "has another name in its local");
    load("plain.pth");
    edit_bytes("/data.pkl", "/dota.pkl", 9, 0);
    edit_bytes("/data.pkl", "/dota.pkl", 9, 0);
    bad("has no data.pkl");
}

int
main(void)
{
    snprintf(path, sizeof path, "torch.%ld.pth", (long)getpid());
    reads();
    refuses_names();
    refuses_pickles();
    refuses_tensors();
    refuses_archives();
    unlink(path);
    blt__buf_free(&text);
    return done_testing();
}
