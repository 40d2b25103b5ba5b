/* base/keyvalue.h: lines of key = value. */
#include "config.h"
#include "base/base.h"
#include "tests/lib/tap.h"

/* "WHERE|KEY|VALUE;", with [ for a section. */
static blt_status
note(void *user, const char *where, char *key, char *value, blt_error *err)
{
    if (strcmp(key, "bad") == 0)
        return blt__fail(err, BLT_EDATA, "%s: bad", where);
    blt__buf_printf(user, "%s|%s|%s;", where, key, value ? value : "[");
    return BLT_OK;
}

static void
reads(const char *text, unsigned flags, const char *want, const char *name)
{
    blt__buf b = { 0 };
    blt_error err = { 0 };
    blt_status s = blt__keyvalue_parse(text, strlen(text), "f", flags, note,
                                       &b, &err);

    if (!ok(s == BLT_OK && strcmp(b.n ? b.p : "", want) == 0, "%s", name))
        printf("# got %s %s\n", b.n ? b.p : "", err.text);
    blt__buf_free(&b);
}

static void
refuses(const char *text, size_t n, unsigned flags, const char *want)
{
    blt__buf b = { 0 };
    blt_error err = { 0 };

    ok(blt__keyvalue_parse(text, n, "f", flags, note, &b, &err) == BLT_EDATA
       && strstr(err.text, want) != NULL, "refused: %s", err.text);
    blt__buf_free(&b);
}

int
main(void)
{
    const unsigned both = BLT__KEYVALUE_SECTIONS | BLT__KEYVALUE_COMMENTS;
    char blanks[] = " \t\r", word[] = " a b\r";

    ok(strcmp(blt__trim(blanks), "") == 0, "blanks trimmed to nothing");
    ok(strcmp(blt__trim(word), "a b") == 0, "both ends trimmed");
    reads("", both, "", "an empty text");
    reads("a = 1\n\n  b=x = y\r\nc =", both,
          "f:1|a|1;f:3|b|x = y;f:4|c|;", "keys, values, lines");
    reads("# x\n  # y\na = 1 # z\nb = 2#3\n", both,
          "f:3|a|1;f:4|b|2#3;", "comments");
    reads("# x\na = 1 # z\n", 0, "f:2|a|1 # z;",
          "values with #, where comments begin a line");
    reads("[ one ]\na = 1\n", both, "f:1|one|[;f:2|a|1;", "sections");
    reads("[one] = 1\n", 0, "f:1|[one]|1;", "no sections");
    refuses("a = 1\nb\n", 8, both, "f:2: expected [section] or key = value");
    refuses("b", 1, 0, "f:1: expected key = value");
    refuses("[one\n", 5, both, "f:1: a section ends with ]");
    refuses("a = 1\nb = \0", 11, 0, "f:2: is not text");
    refuses("a = 1\nbad = 2\nb = 3\n", 22, 0, "f:2: bad");
    return done_testing();
}
