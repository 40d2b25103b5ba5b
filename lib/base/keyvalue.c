/* Text files of `key = value` lines. */
#include "config.h"
#include <string.h>
#include "base/buf.h"
#include "base/keyvalue.h"

char *
blt__trim(char *p)
{
    size_t n;

    p += strspn(p, " \t\r");
    n = strlen(p);
    while (n > 0 && strchr(" \t\r", p[n - 1]) != NULL)
        p[--n] = '\0';
    return p;
}

static void
cut_comment(char *line, unsigned flags)
{
    char *first = line + strspn(line, " \t\r");

    if (*first == '#')
        *first = '\0';
    if ((flags & BLT__KEYVALUE_COMMENTS) == 0)
        return;
    for (char *p = line; (p = strchr(p, '#')) != NULL; p++)
        if (p == line || p[-1] == ' ' || p[-1] == '\t') {
            *p = '\0';
            return;
        }
}

static blt_status
parse_line(char *line, const char *where, unsigned flags,
           blt__keyvalue_fn *fn, void *user, blt_error *err)
{
    char *equals;

    cut_comment(line, flags);
    line = blt__trim(line);
    if (*line == '\0')
        return BLT_OK;
    if (*line == '[' && (flags & BLT__KEYVALUE_SECTIONS) != 0) {
        size_t n = strlen(line);

        if (line[n - 1] != ']')
            return blt__fail(err, BLT_EDATA, "%s: a section ends with ]",
                             where);
        line[n - 1] = '\0';
        return fn(user, where, blt__trim(line + 1), NULL, err);
    }
    equals = strchr(line, '=');
    if (equals == NULL)
        return blt__fail(err, BLT_EDATA, "%s: expected %skey = value", where,
                         flags & BLT__KEYVALUE_SECTIONS ? "[section] or "
                                                        : "");
    *equals = '\0';
    return fn(user, where, blt__trim(line), blt__trim(equals + 1), err);
}

blt_status
blt__keyvalue_parse(const char *text, size_t n, const char *name,
                    unsigned flags, blt__keyvalue_fn *fn, void *user,
                    blt_error *err)
{
    blt__buf line = { 0 }, where = { 0 };
    blt_status st = BLT_OK;
    const char *end = text + n;

    for (size_t i = 1; st == BLT_OK && text < end; i++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop != NULL ? stop : end) - text);

        blt__buf_clear(&line);
        blt__buf_clear(&where);
        blt__buf_put(&line, text, length);
        blt__buf_printf(&where, "%s:%zu", name, i);
        if (line.failed || where.failed)
            st = blt__fail_memory(err, name);
        else if (memchr(line.p, '\0', line.n) != NULL)
            st = blt__fail(err, BLT_EDATA, "%s: is not text", where.p);
        else
            st = parse_line(line.p, where.p, flags, fn, user, err);
        text += length + (stop != NULL);
    }
    blt__buf_free(&line);
    blt__buf_free(&where);
    return st;
}
