/* Rows of vectors, by hand: on a session that can be followed with a
 * pencil (tests/lib/fake_session.h), and the pieces alone. */
#include "config.h"
#include <stdint.h>
#include "embed/embed.h"
#include "tests/lib/tap.h"
#include "tests/lib/fake_session.h"

static char got[4096];
static size_t fail_at, rows;

/* "offset+length text x,y; " for each row */
static blt_status
note(void *arg, const blt_embed_row *row, blt_error *err)
{
    size_t n = strlen(got);

    (void)arg;
    if (++rows == fail_at)
        return blt__fail(err, BLT_EIO, "refused");
    snprintf(got + n, sizeof got - n, "%d+%d %.*s %g,%g; ", (int)row->offset,
             (int)row->length, row->text ? (int)row->length : 1,
             row->text ? (const char *)row->text : "-", row->vector[0],
             row->vector[1]);
    return BLT_OK;
}

/* The rows of a text fed in pieces of step bytes. */
static void
run(const char *text, size_t step, const blt_embed_options *opt)
{
    size_t n = strlen(text);
    blt_session *s = NULL;
    blt_embed *e = NULL;
    blt_error err;
    blt_status status = blt_session_new(&s, NULL, NULL, &err);

    got[0] = '\0';
    rows = 0;
    if (status == BLT_OK)
        status = blt_embed_new(&e, s, NULL, opt, note, NULL, &err);
    for (size_t i = 0; status == BLT_OK && i < n; i += step)
        status = blt_embed_feed(e, (const uint8_t *)text + i,
                                n - i < step ? n - i : step, NULL, &err);
    if (status == BLT_OK)
        status = blt_embed_end(e, &err);
    if (status != BLT_OK)
        printf("# %s\n", err.text);
    blt_embed_free(e);
    blt_session_free(s);
}

static void
expect(const char *text, const blt_embed_options *opt, const char *want,
       const char *name)
{
    static const size_t step[] = { 1000, 1, 2, 3 };
    int good = 1;

    for (int i = 0; i < 4; i++) {
        run(text, step[i], opt);
        if (strcmp(got, want) != 0) {
            printf("# in pieces of %zu: %s\n", step[i], got);
            good = 0;
        }
    }
    ok(good, "%s", name);
}

static void
test_levels(void)
{
    blt_embed_options opt = BLT_EMBED_OPTIONS_INIT;

    expect("ab c d", &opt, "0+3 ab  970,30; 3+2 c  990,20; 5+1 d 1000,10; ",
           "patches after the global part, the last one open");
    expect("ab c ", &opt, "0+3 ab  970,30; 3+2 c  990,20; ",
           "patches, the last one closed");
    expect("", &opt, "", "an empty document has no patch");
    opt.stage = BLT_EMBED_ENCODER;
    expect("ab c d", &opt, "0+3 ab  97,3; 3+2 c  99,2; 5+1 d 100,1; ",
           "patches before the global part");
    opt.level = BLT_EMBED_BYTE;
    expect("ab c", &opt, "0+1 a 97,1; 1+1 b 98,2; 2+1   32,3; 3+1 c 99,4; ",
           "bytes after the encoder");
    opt.stage = BLT_EMBED_GLOBAL;
    expect("ab c", &opt,
           "0+1 a 970,30; 1+1 b 970,30; 2+1   970,30; 3+1 c 990,10; ",
           "bytes have their patch's vector after the global part");
    opt.level = BLT_EMBED_DOCUMENT;
    expect("ab c d", &opt, "0+6 - 986.667,20; ", "the mean of a document");
    expect("", &opt, "0+0 - 0,0; ", "an empty document is zeros");
    opt.pool = BLT_EMBED_MAX;
    expect("ab c d", &opt, "0+6 - 1000,30; ", "its maximum");
    opt.pool = BLT_EMBED_LAST;
    expect("ab c d", &opt, "0+6 - 1000,10; ", "its last");
    opt.normalize = 1;
    opt.pool = BLT_EMBED_MEAN;
    expect("", &opt, "0+0 - 0,0; ", "normalising leaves zeros alone");
    opt.level = BLT_EMBED_PATCH;
    opt.stage = BLT_EMBED_ENCODER;
    /* first byte 0x03, length 4: 3/5, 4/5 */
    expect("\003ab ", &opt, "0+4 \003ab  0.6,0.8; ", "length 1");
}

static void
test_lines(void)
{
    blt_embed_options opt = BLT_EMBED_OPTIONS_INIT;

    opt.level = BLT_EMBED_LINE;
    opt.stage = BLT_EMBED_ENCODER;
    /* patches "a ", "b\nc ", "d\n": the second begins in line 1 */
    expect("a b\nc d\n", &opt, "0+4 a b\n 97.5,3; 4+4 c d\n 100,2; ",
           "a patch belongs to the line where it begins");
    expect("a\nb\nc", &opt, "0+2 a\n 97,5; 2+2 b\n 97,5; 4+1 c 97,5; ",
           "lines in which none begins have the covering patch");
    expect("x \n\ny", &opt,
           "0+3 x \n 65,2.5; 3+1 \n 10,3; 4+1 y 10,3; ",
           "empty lines are lines");
    expect("a\nb ", &opt, "0+2 a\n 97,4; 2+2 b  97,4; ",
           "an open line after a closed patch");
    expect("a ", &opt, "0+2 a  97,2; ", "a line without newline");
    expect("", &opt, "", "no lines in nothing");
    opt.newline = '0';
    expect("a0b0", &opt, "0+2 a0 97,4; 2+2 b0 97,4; ", "another line end");
}

/* Many documents on one object, boundaries from the caller, failures. */
static void
test_object(void)
{
    blt_embed_options opt = BLT_EMBED_OPTIONS_INIT;
    static const uint8_t close[] = { 0, 1, 0, 0 };
    const uint8_t *text = (const uint8_t *)"abcd";
    blt_session *s = NULL;
    blt_embed *e = NULL;
    blt_error err;
    int good;

    good = blt_session_new(&s, NULL, NULL, &err) == BLT_OK
        && blt_embed_new(&e, s, NULL, &opt, note, NULL, &err) == BLT_OK;
    ok(good && blt_embed_width(e) == 2, "width of the global part");
    got[0] = '\0';
    good = blt_embed_feed(e, text, 4, close, &err) == BLT_OK
        && blt_embed_end(e, &err) == BLT_OK
        && blt_embed_feed(e, text + 1, 1, close, &err) == BLT_OK
        && blt_embed_end(e, &err) == BLT_OK;
    ok(good && strcmp(got, "0+2 ab 970,20; 2+2 cd 990,20; 0+1 b 980,10; ")
       == 0, "given boundaries; the next document begins at 0");

    rows = 0;
    fail_at = 1;
    ok(blt_embed_feed(e, (const uint8_t *)"a b ", 4, NULL, &err) == BLT_EIO
       && strcmp(err.text, "refused") == 0, "the row's failure comes back");
    blt_embed_reset(e);
    s->refuse = 'q' + BLT_ID_BYTE;
    ok(blt_embed_feed(e, (const uint8_t *)"aq", 2, NULL, &err) == BLT_EINVAL,
       "so does the session's");
    blt_embed_reset(e);
    got[0] = '\0';
    fail_at = 0;
    good = blt_embed_feed(e, text, 1, NULL, &err) == BLT_OK
        && blt_embed_end(e, &err) == BLT_OK;
    ok(good && strcmp(got, "0+1 a 970,10; ") == 0, "and a reset mends both");
    blt_embed_free(e);
    blt_session_free(s);
}

/* A long text, so that chunks and buffers turn over. */
static void
test_long(void)
{
    static char text[5001];
    static char first[1 << 12];
    blt_embed_options opt = BLT_EMBED_OPTIONS_INIT;

    for (int i = 0; i < 5000; i++)
        text[i] = i % 700 == 699 ? ' ' : i % 450 == 449 ? '\n' : 'x';
    for (int level = BLT_EMBED_PATCH; level <= BLT_EMBED_DOCUMENT; level++) {
        opt.level = (blt_embed_level)level;
        run(text, 5000, &opt);
        memcpy(first, got, sizeof got);
        run(text, 37, &opt);
        ok(strcmp(first, got) == 0 && first[0], "level %d of 5000 bytes in "
           "pieces of 37 and whole", level);
    }
}

/* Lines at and beyond the longest that is kept. */
static size_t with_text, without;

static blt_status
count_text(void *arg, const blt_embed_row *row, blt_error *err)
{
    (void)arg, (void)err;
    if (row->text == NULL)
        without += (size_t)row->length;
    else if (row->length > 0 && row->text[row->length - 1] == '\n')
        with_text += (size_t)row->length;
    return BLT_OK;
}

static void
test_longest(void)
{
    blt_embed_options opt = BLT_EMBED_OPTIONS_INIT;
    size_t most = (size_t)BLT_PATCH_LONGEST, n = 3 * most;
    uint8_t *text = malloc(n);
    blt_session *s = NULL;
    blt_embed *e = NULL;
    blt_error err;

    opt.level = BLT_EMBED_LINE;
    if (text == NULL || blt_session_new(&s, NULL, NULL, &err) != BLT_OK
        || blt_embed_new(&e, s, NULL, &opt, count_text, NULL, &err)
        != BLT_OK)
        return;
    for (size_t i = 0; i < n; i++)
        text[i] = i % 97 == 96 ? ' ' : 'x';
    text[most - 1] = text[most + 9] = text[n - 6] = '\n';
    ok(blt_embed_feed(e, text, n, NULL, &err) == BLT_OK
       && blt_embed_end(e, &err) == BLT_OK
       && with_text == most + 10 && without == n - 5 - most - 10,
       "a line of %zu bytes has its text, a longer one is not kept", most);
    blt_embed_free(e);
    blt_session_free(s);
    free(text);
}

static void
test_pieces(void)
{
    static const float a[2] = { 1, NAN }, b[2] = { 4, 4 };
    float v[2] = { 3, 4 };
    blt__pooled p;

    for (int kind = BLT_EMBED_MEAN; kind <= BLT_EMBED_LAST; kind++) {
        static const float want[] = { 2.5f, 4, 4 };

        if (blt__pooled_init(&p, (blt_embed_pool)kind, 2, NULL) != BLT_OK)
            return;
        blt__pooled_add(&p, a);
        blt__pooled_add(&p, b);
        blt__pooled_take(v, &p);
        ok(v[0] == want[kind] && isnan(v[1]) == (kind != BLT_EMBED_LAST),
           "pool %d, NaN shows", kind);
        blt__pooled_add(&p, b);
        blt__pooled_take(v, &p);
        ok(v[0] == 4 && v[1] == 4, "and begins anew");
        blt__pooled_free(&p);
    }
    v[0] = 3e20f;
    v[1] = 4e20f;
    blt__normalize(v, 2);
    near(v[0], 0.6, 1e-7, 0, "squares beyond float32 are no matter");
}

static void
test_npy(void)
{
    static const uint64_t many[] = { 0, 7, UINT64_MAX };
    char h[BLT_NPY_HEADER + 1] = { 0 };

    for (int i = 0; i < 3; i++) {
        unsigned long long r = 9, w = 9;

        blt_npy_header(h, many[i], UINT64_MAX - 5);
        ok(memcmp(h, "\x93NUMPY\x01\x00\x76\x00", 10) == 0
           && h[127] == '\n' && strlen(h + 10) == 118
           && sscanf(h + 10, "{'descr': '<f4', 'fortran_order': False, "
                     "'shape': (%llu, %llu), }", &r, &w) == 2
           && r == many[i] && w == UINT64_MAX - 5,
           "NPY header of %llu rows", r);
    }
}

int
main(void)
{
    test_levels();
    test_lines();
    test_object();
    test_long();
    test_longest();
    test_pieces();
    test_npy();
    return done_testing();
}
