/* report/: pictures do not depend on the pieces that text comes in, show
 * hostile text without obeying it, and keep to their colours. */
#include "config.h"
#include "report/level.h"
#include "report/view.h"
#include "tests/lib/tap.h"

struct sink {
    blt__buf b;
    size_t most;            /* bytes of one write */
};

static blt_status
collect(void *user, const void *p, size_t n, blt_error *err)
{
    struct sink *s = user;

    (void)err;
    blt__buf_put(&s->b, p, n);
    s->most = n > s->most ? n : s->most;
    return s->b.failed ? BLT_ENOMEM : BLT_OK;
}

/* A text with scores that are drawn from its bytes: all levels occur. */
struct text {
    size_t n;
    uint8_t *p, *starts;
    float *entropy, *surprisal;
    blt_guess *guess;
};

static struct text
score(const void *p, size_t n)
{
    struct text t = { .n = n, .p = malloc(n + 1), .starts = malloc(n + 1),
                      .entropy = malloc((n + 1) * sizeof(float)),
                      .surprisal = malloc((n + 1) * sizeof(float)),
                      .guess = malloc((3 * n + 1) * sizeof(blt_guess)) };
    blt__rng r;

    blt__rng_seed(&r, 3);
    memcpy(t.p, p, n);
    for (size_t i = 0; i < n; i++) {
        t.entropy[i] = (float)(5.5 * blt__rng_unit(&r));
        t.surprisal[i] = i % 17 == 5 ? NAN : (float)(10 * blt__rng_unit(&r));
        t.starts[i] = i == 0 || blt__rng_below(&r, 4) == 0;
        for (size_t k = 0; k < 3; k++)
            t.guess[3 * i + k] = (blt_guess){
                (uint8_t)blt__rng_below(&r, 256), 0.5f / (float)(k + 1) };
    }
    return t;
}

static void
text_free(struct text *t)
{
    free(t->p);
    free(t->starts);
    free(t->entropy);
    free(t->surprisal);
    free(t->guess);
}

/* What a view makes of it, `step` bytes at a time. */
static struct sink
draw(blt_view_kind kind, const struct text *t, size_t step,
     blt_view_color color, blt_status *status)
{
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    static const char *const names[] = { "entropy" };
    struct sink out = { { 0 }, 0 };
    blt_view *v;
    blt_error err;

    opt.color = color;
    opt.columns = 40;
    opt.patches = 1;
    opt.threshold = 1.3f;
    if (kind == BLT_VIEW_COMPARE) {
        opt.scheme = names;
        opt.schemes = 1;
    }
    *status = blt_view_new(&v, kind, &opt, collect, &out, &err);
    if (*status == BLT_OK)
        *status = blt_view_document(v, "a <name> & \xe2\x80\xae", &err);
    for (size_t i = 0, n; i < t->n && *status == BLT_OK; i += n) {
        blt_scored b = BLT_SCORED_INIT;

        n = t->n - i < step ? t->n - i : step;
        b.n = n;
        b.bytes = t->p + i;
        b.entropy = t->entropy + i;
        b.surprisal = t->surprisal + i;
        b.starts = t->starts + i;
        b.guess = t->guess + 3 * i;
        *status = blt_view_feed(v, &b, &err);
        if (*status == BLT_OK && step % 2)
            *status = blt_view_flush(v, &err);
    }
    if (*status == BLT_OK)
        *status = blt_view_end(v, &err);
    if (*status == BLT_OK && kind == BLT_VIEW_HTML)
        *status = blt_view_html_top(v, "a <name>", "a <report>", NULL,
                                    collect, &out, &err);
    blt_view_free(v);
    return out;
}

static const char mixed[] = "The cat <b>&amp; \"sat\"</b>\n\tna\xc3\xafve "
    "\xd0\x96\xd0\xb8\xd0\xbb\xd0\xb8 \xd9\x85\xd8\xb1 \xe4\xb8\xad\xe6\x96\x87"
    " \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 e\xcc\x81\xcc\x88 \xff\xfe"
    " nul \0 esc \x1b[31m bidi \xe2\x80\xae\xe2\x81\xa6 </script><script>"
    "alert(1)</script> ]]> \xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa8\r\n"
    "\xed\xa0\x80 unfinished \xe2\x82";

static const struct { blt_view_kind kind; const char *name; } kinds[] = {
    { BLT_VIEW_HEAT, "heat" }, { BLT_VIEW_HEX, "hex" },
    { BLT_VIEW_COMPARE, "compare" }, { BLT_VIEW_SVG, "svg" },
    { BLT_VIEW_HTML, "html" }
};
#define KINDS (sizeof kinds / sizeof *kinds)

static void
pieces(void)
{
    struct text t = score(mixed, sizeof mixed - 1);

    for (size_t k = 0; k < KINDS; k++) {
        static const size_t steps[] = { 1, 2, 3, 7, 50 };
        blt_status s;
        struct sink whole = draw(kinds[k].kind, &t, t.n, BLT_COLOR_256, &s);
        int good = s == BLT_OK && whole.b.n > 0;

        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            struct sink part = draw(kinds[k].kind, &t, steps[i],
                                    BLT_COLOR_256, &s);

            good &= s == BLT_OK && part.b.n == whole.b.n
                && memcmp(part.b.p, whole.b.p, part.b.n) == 0;
            blt__buf_free(&part.b);
        }
        ok(good, "%s: pieces change nothing", kinds[k].name);
        blt__buf_free(&whole.b);
    }
    text_free(&t);
}

/* Only what prints, newlines, and the escapes that are ours. */
static int
harmless(const blt__buf *b, int escapes)
{
    for (size_t i = 0, n; i < b->n; i += n) {
        const uint8_t *p = (const uint8_t *)b->p + i;
        uint32_t c;
        int k = blt__utf8_char(&c, p, b->n - i);

        if (k <= 0)
            return 0;
        n = (size_t)k;
        if (c == 0x1b && escapes && p[1] == '[') {
            while (n < b->n - i && p[n] != 'm')
                if (strchr("[;0123456789", p[n++]) == NULL)
                    return 0;
            n++;
        } else if (c != '\n' && c != 0x200d && !blt__char_prints(c)) {
            return 0;
        }
    }
    return 1;
}

static void
hostile(const char *name, const void *p, size_t n)
{
    struct text t = score(p, n);

    for (size_t k = 0; k < KINDS; k++)
        for (int color = BLT_COLOR_NONE; color <= BLT_COLOR_TRUE; color++) {
            blt_status s;
            struct sink out = draw(kinds[k].kind, &t, 2048,
                                   (blt_view_color)color, &s);

            if ((kinds[k].kind > BLT_VIEW_HEX && color > 0)
                || (n > 65536 && color > BLT_COLOR_16)) {
                blt__buf_free(&out.b);
                break;
            }
            ok(s == BLT_OK && harmless(&out.b, k < 2)
               && (kinds[k].kind == BLT_VIEW_SVG || out.most < 100000),
               "%s: %s %d", name, kinds[k].name, color);
            if (kinds[k].kind == BLT_VIEW_SVG)
                ok((strstr(out.b.p, "class='be'") != NULL)
                   == (n > BLT_VIEW_SVG_LONGEST),
                   "%s: by blocks if it is long", name);
            blt__buf_free(&out.b);
        }
    text_free(&t);
}

/* Each line of a heat map and of rulers fits, but for one glyph too wide. */
static void
widths(void)
{
    struct text t = score(mixed, sizeof mixed - 1);
    blt_status s;
    struct sink out = draw(BLT_VIEW_HEAT, &t, t.n, BLT_COLOR_NONE, &s);
    const char *p = strchr(out.b.p, '\n') + 1, *end;
    size_t widest = 0;

    for (; (end = strchr(p, '\n')) != NULL; p = end + 1) {
        size_t n = blt__text_columns((const uint8_t *)p, (size_t)(end - p));

        widest = n > widest ? n : widest;
    }
    ok(s == BLT_OK && widest <= 40 && widest > 30,
       "lines of at most 40 columns (%zu)", widest);
    blt__buf_free(&out.b);
    text_free(&t);
}

/* Text inside a page stays text. */
static void
markup(void)
{
    struct text t = score(mixed, sizeof mixed - 1);
    blt_status s;
    struct sink out = draw(BLT_VIEW_HTML, &t, t.n, BLT_COLOR_NONE, &s);
    int scripts = 0;
    char *p = out.b.p;

    for (; (p = strstr(p, "<script")) != NULL; p++)
        scripts++;
    ok(scripts == 1 && strstr(out.b.p, "&lt;/script&gt;&lt;script&gt;alert")
       && strstr(out.b.p, "a &lt;name&gt; &amp; \\u{202e}")
       && strstr(out.b.p, "a &lt;report&gt;"), "one script, our own");
    for (int i = 0; i < BLT__LEVELS; i++) {
        char light[64], dark[64];

        snprintf(light, sizeof light, ".h%d{background:#%06x;color:#%s}", i,
                 (unsigned)blt__levels[i].light,
                 blt__levels[i].light_ink ? "000" : "fff");
        snprintf(dark, sizeof dark, ".h%d{background:#%06x;color:#%s}", i,
                 (unsigned)blt__levels[i].dark,
                 blt__levels[i].dark_ink ? "000" : "fff");
        ok(strstr(out.b.p, light) && strstr(out.b.p, dark),
           "level %d in the style as in the table", i);
    }
    blt__buf_free(&out.b);
    text_free(&t);
}

/* ---- colours ------------------------------------------------------------ */

static double
luminance(uint32_t rgb)                                     /* WCAG 2 */
{
    static const double weight[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = (double)(rgb >> (16 - 8 * i) & 255) / 255;

        sum += weight[i] * (c <= 0.03928 ? c / 12.92
                            : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double
contrast(double luminance_of, int black)
{
    return black ? (luminance_of + 0.05) / 0.05 : 1.05 / (luminance_of + 0.05);
}

static uint32_t
cube(int i)
{
    static const uint32_t part[] = { 0, 95, 135, 175, 215, 255 };

    if (i >= 232)
        return (uint32_t)(8 + 10 * (i - 232)) * 0x10101;
    i -= 16;
    return part[i / 36] << 16 | part[i / 6 % 6] << 8 | part[i % 6];
}

static void
colors(void)
{
    int order = 1;
    double worst = 21;

    for (int i = 0; i < BLT__LEVELS; i++) {
        const blt__level_look *l = &blt__levels[i];
        double here[3] = { luminance(l->dark), luminance(cube(l->cube)),
                           -luminance(l->light) };

        if (i > 0) {
            const blt__level_look *b = l - 1;

            order &= luminance(b->dark) < here[0]
                && luminance(cube(b->cube)) < here[1]
                && -luminance(b->light) < here[2] && b->bits < l->bits;
        }
        worst = fmin(worst, contrast(here[0], l->dark_ink));
        worst = fmin(worst, contrast(here[1], l->dark_ink));
        worst = fmin(worst, contrast(-here[2], l->light_ink));
    }
    ok(order, "each level is lighter, or on light ground darker, than the"
       " one before");
    ok(worst >= 4.5, "letters stand out by %.2f at least", worst);
    ok(blt__level(NAN) == -1 && blt__level(0) == 0
       && blt__level(0.35f) == 1 && blt__level(INFINITY) == 8,
       "levels of surprisals");
}

/* ---- blocks ------------------------------------------------------------- */

/* A picture by blocks of t; block as in blt_view_options. */
static struct sink
draw_blocks(const struct text *t, int64_t block, size_t step)
{
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    struct sink out = { { 0 }, 0 };
    blt_status s;
    blt_view *v;
    blt_error err;

    opt.block = block;
    s = blt_view_new(&v, BLT_VIEW_SVG, &opt, collect, &out, &err);
    if (s == BLT_OK)
        s = blt_view_document(v, "blocks", &err);
    for (size_t i = 0; i < t->n && s == BLT_OK; i += step) {
        blt_scored b = BLT_SCORED_INIT;

        b.n = t->n - i < step ? t->n - i : step;
        b.bytes = t->p + i;
        b.surprisal = t->surprisal + i;
        s = blt_view_feed(v, &b, &err);
    }
    if (s == BLT_OK)
        s = blt_view_end(v, &err);
    ok(s == BLT_OK, "%lld bytes a block, %zu at once", (long long)block,
       step);
    blt_view_free(v);
    return out;
}

/* The path of that class. */
static struct sink
path_of(const struct sink *from, const char *class)
{
    const char *p = strstr(from->b.p, class);
    struct sink path = { { 0 }, 0 };

    if (p != NULL)
        blt__buf_put(&path.b, p, strcspn(p, "\n"));
    return path;
}

static int
same_path(const struct sink *a, const struct sink *b, const char *class)
{
    struct sink x = path_of(a, class), y = path_of(b, class);
    const int same = x.b.n > 40 && x.b.n == y.b.n
        && memcmp(x.b.p, y.b.p, x.b.n) == 0;

    blt__buf_free(&x.b);
    blt__buf_free(&y.b);
    return same;
}

/* Sizes that are chosen give the curves of the same sizes when given: 2^21 +
 * 100 bytes in blocks of 2048, 30,000 in 16 and 1024. */
static void
chosen(void)
{
    static const struct { size_t n; int64_t curve, order0; } cases[] = {
        { (1 << 21) + 100, 2048, 2048 }, { 30000, 16, 1024 },
        { 32769, 32, 1024 }
    };
    struct text t;
    uint8_t *p = malloc(cases[0].n);
    blt__rng r;

    blt__rng_seed(&r, 5);
    for (size_t i = 0; i < cases[0].n; i++)
        p[i] = (uint8_t)(i / 7000 % 3 ? blt__rng_below(&r, 256) : i % 9);
    t = score(p, cases[0].n);
    for (size_t i = 0; i < t.n; i++)
        t.surprisal[i] = (float)(i / 5000 % 4);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct sink whole, pieces, curve, order0;

        t.n = cases[k].n;
        whole = draw_blocks(&t, BLT_VIEW_BLOCK_CHOSEN, t.n);
        pieces = draw_blocks(&t, BLT_VIEW_BLOCK_CHOSEN, 4097);
        curve = draw_blocks(&t, cases[k].curve, t.n);
        order0 = draw_blocks(&t, cases[k].order0, 65536);
        ok(whole.b.n == pieces.b.n
           && memcmp(whole.b.p, pieces.b.p, whole.b.n) == 0,
           "%zu bytes: pieces change nothing", t.n);
        ok(same_path(&whole, &curve, "class='be'"), "curve of blocks of %d",
           (int)cases[k].curve);
        ok(same_path(&whole, &order0, "class='bz'"), "entropy of blocks of"
           " %d", (int)cases[k].order0);
        ok(strstr(whole.b.p, "class='br'") != NULL, "rising edges");
        blt__buf_free(&whole.b);
        blt__buf_free(&pieces.b);
        blt__buf_free(&curve.b);
        blt__buf_free(&order0.b);
    }
    text_free(&t);
    free(p);
}

/* Without surprisals there is nothing to draw by blocks. */
static void
unknown(void)
{
    struct text t = { .n = 30000, .p = calloc(30000, 1),
                      .starts = calloc(30000, 1),
                      .entropy = calloc(30000, sizeof(float)),
                      .surprisal = malloc(30000 * sizeof(float)),
                      .guess = calloc(90000, sizeof(blt_guess)) };
    struct sink out;
    blt_status s;

    for (size_t i = 0; i < t.n; i++)
        t.surprisal[i] = NAN;
    out = draw(BLT_VIEW_SVG, &t, 2048, BLT_COLOR_NONE, &s);
    ok(s == BLT_EDATA, "a long text without surprisals is refused");
    blt__buf_free(&out.b);
    text_free(&t);
}

int
main(void)
{
    size_t n = 1 << 20;
    uint8_t *p = malloc(n);

    colors();
    pieces();
    widths();
    markup();
    chosen();
    unknown();
    hostile("all sorts", mixed, sizeof mixed - 1);
    memset(p, 'x', n);
    hostile("a line of 1 MB", p, n);
    for (size_t i = 0; i < 20000; i += 2)
        memcpy(p + i, "\xcc\x88", 2);
    hostile("10000 marks", p, 20000);
    memset(p, 0, 1000);
    hostile("NUL bytes", p, 1000);
    for (size_t i = 0; i < 3000; i += 3)
        memcpy(p + i, "\xe2\x80\xae", 3);
    hostile("overrides", p, 3000);
    for (size_t i = 0; i < 4096; i++)
        p[i] = (uint8_t)(i * 40503 >> 4);
    hostile("noise", p, 4096);
    hostile("nothing", "", 0);
    free(p);
    return done_testing();
}
