/* The central directory of a zip archive (APPNOTE.TXT 6.3 of PKWARE).
 *
 *   member     30 bytes "PK\3\4", name, extra field, data
 *   ...
 *   directory  46 bytes "PK\1\2", name, extra field, comment for each member
 *   zip64 end  56 bytes "PK\6\6", and its locator, 20 bytes "PK\6\7"
 *   end        22 bytes "PK\5\6"
 *
 * Only the directory knows the sizes: a writer that did not know them in
 * advance, as PyTorch's, leaves them out of the local header.  A number that
 * does not fit its field is all ones, and follows in the extra field 1 or in
 * the zip64 end. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "file/zip.h"

enum { LOCAL = 30, CENTRAL = 46, END = 22, LOCATOR = 20, END64 = 56 };

#define ENCRYPTED 1u
#define ALL16 UINT64_C(0xffff)
#define ALL32 UINT64_C(0xffffffff)

/* An archive that is being read. */
typedef struct archive {
    const uint8_t *p;
    size_t n;
    const char *path;
    blt_error *err;
    uint64_t members, from, to;     /* the directory is p[from .. to) */
} archive;

static uint64_t
number(const uint8_t *p, int bytes)
{
    uint64_t x = 0;

    while (bytes-- > 0)
        x = x << 8 | p[bytes];
    return x;
}

static int
has_mark(const uint8_t *p, char kind, char more)
{
    return p[0] == 'P' && p[1] == 'K' && p[2] == kind && p[3] == more;
}

static blt_status
bad(const archive *a, const char *why)
{
    return blt__fail(a->err, BLT_EDATA, "%s: %s", a->path, why);
}

static blt_status
bad_member(const archive *a, const blt__zip_member *m, const char *why)
{
    return blt__fail(a->err, BLT_EDATA, "%s: member \"%.*s\": %s", a->path,
                     m->name_n > 150 ? 150 : (int)m->name_n, m->name, why);
}

/* Reads the zip64 end, whose locator comes before the end at p + at. */
static blt_status
read_end64(archive *a, size_t at)
{
    const uint8_t *e;
    uint64_t from;

    if (at < LOCATOR || !has_mark(a->p + at - LOCATOR, 6, 7))
        return bad(a, "the zip64 end of its directory is missing");
    from = number(a->p + at - LOCATOR + 8, 8);
    if (from > at - LOCATOR || at - LOCATOR - from < END64
        || !has_mark(a->p + from, 6, 6))
        return bad(a, "the zip64 end of its directory is not where its "
                   "locator says");
    e = a->p + from;
    if (number(e + 16, 4) != 0 || number(e + 20, 4) != 0
        || number(e + 24, 8) != number(e + 32, 8))
        return bad(a, "the archive has several disks");
    a->members = number(e + 32, 8);
    a->from = number(e + 48, 8);
    a->to = number(e + 40, 8);
    at = (size_t)from;
    if (a->from > at || a->to > at - a->from)
        return bad(a, "its directory is outside the archive");
    a->to += a->from;
    return BLT_OK;
}

static blt_status
read_end(archive *a)
{
    const uint8_t *e;
    size_t at;

    if (a->n < 4 || !has_mark(a->p, 3, 4))
        return bad(a, "is not a zip archive, as PyTorch saves since 1.6");
    if (a->n < END || !has_mark(a->p + a->n - END, 5, 6))
        return bad(a, "the end of its directory is missing: the file was "
                   "cut short, or has a comment");
    at = a->n - END;
    e = a->p + at;
    a->members = number(e + 10, 2);
    a->to = number(e + 12, 4);
    a->from = number(e + 16, 4);
    if (a->members == ALL16 || a->to == ALL32 || a->from == ALL32)
        return read_end64(a, at);
    if (number(e + 4, 2) != 0 || number(e + 6, 2) != 0
        || number(e + 8, 2) != a->members)
        return bad(a, "the archive has several disks");
    if (a->from > at || a->to > at - a->from)
        return bad(a, "its directory is outside the archive");
    a->to += a->from;
    return BLT_OK;
}

/* Replaces numbers that are all ones by those of the extra field 1, in their
 * fixed order.  Returns 0 if they are not there. */
static int
widen(uint64_t *const x[3], const uint8_t *extra, size_t n)
{
    while (n >= 4) {
        size_t size = (size_t)number(extra + 2, 2);
        int id = (int)number(extra, 2);

        extra += 4;
        n -= 4;
        if (size > n)
            return 0;
        if (id == 1) {
            for (int i = 0; i < 3; i++) {
                if (*x[i] != ALL32)
                    continue;
                if (size < 8)
                    return 0;
                *x[i] = number(extra, 8);
                extra += 8;
                size -= 8;
            }
            return 1;
        }
        extra += size;
        n -= size;
    }
    return *x[0] != ALL32 && *x[1] != ALL32 && *x[2] != ALL32;
}

/* Reads the entry at *at of the directory, and steps over it. */
static blt_status
read_member(archive *a, blt__zip_member *m, uint64_t *at)
{
    const uint8_t *e = a->p + *at, *local;
    uint64_t size, packed, from, skip, names, extras;

    if (a->to - *at < CENTRAL || !has_mark(e, 1, 2))
        return bad(a, "its directory has fewer members than it says");
    packed = number(e + 20, 4);
    size = number(e + 24, 4);
    names = number(e + 28, 2);
    extras = number(e + 30, 2);
    from = number(e + 42, 4);
    skip = CENTRAL + names + extras + number(e + 32, 2);
    if (a->to - *at < skip)
        return bad(a, "its directory is cut short");
    *at += skip;
    m->name = (const char *)e + CENTRAL;
    m->name_n = (size_t)names;
    if (!widen((uint64_t *const[]){ &size, &packed, &from },
               e + CENTRAL + names, (size_t)extras))
        return bad_member(a, m, "has no size");
    if (number(e + 8, 2) & ENCRYPTED)
        return bad_member(a, m, "is encrypted");
    if (number(e + 10, 2) != 0 || size != packed)
        return bad_member(a, m, "is compressed; PyTorch stores members as "
                          "they are");
    if (from > a->from || a->from - from < LOCAL
        || !has_mark(a->p + from, 3, 4))
        return bad_member(a, m, "has no local header");
    local = a->p + from;
    if (a->from - from < LOCAL + names || number(local + 26, 2) != names
        || memcmp(local + LOCAL, m->name, (size_t)names) != 0)
        return bad_member(a, m, "has another name in its local header");
    from += LOCAL + number(local + 26, 2) + number(local + 28, 2);
    if (from > a->from || size > a->from - from)
        return bad_member(a, m, "reaches beyond the archive");
    m->data = a->p + from;
    m->n = (size_t)size;
    return BLT_OK;
}

static int
compare(const char *a, size_t n, const char *b, size_t m)
{
    int c = memcmp(a, b, n < m ? n : m);

    return c != 0 ? c : (n > m) - (n < m);
}

static int
by_name(const void *a, const void *b)
{
    const blt__zip_member *x = a, *y = b;

    return compare(x->name, x->name_n, y->name, y->name_n);
}

blt_status
blt__zip_read(blt__zip *z, const uint8_t *p, size_t n, const char *path,
              blt_error *err)
{
    archive a = { p, n, path, err, 0, 0, 0 };
    blt_status s = read_end(&a);
    uint64_t at;

    memset(z, 0, sizeof *z);
    if (s == BLT_OK && a.members > (a.to - a.from) / CENTRAL)
        s = bad(&a, "its directory has fewer members than it says");
    if (s != BLT_OK)
        return s;
    z->member = blt__alloc((size_t)a.members + 1, sizeof z->member[0]);
    if (z->member == NULL)
        return blt__fail_memory(err, path);
    for (at = a.from; s == BLT_OK && z->n < a.members; z->n++)
        s = read_member(&a, &z->member[z->n], &at);
    if (s == BLT_OK)
        qsort(z->member, z->n, sizeof z->member[0], by_name);
    for (size_t i = 1; s == BLT_OK && i < z->n; i++)
        if (by_name(&z->member[i - 1], &z->member[i]) == 0)
            s = bad_member(&a, &z->member[i], "is there twice");
    if (s != BLT_OK)
        blt__zip_free(z);
    return s;
}

void
blt__zip_free(blt__zip *z)
{
    free(z->member);
    memset(z, 0, sizeof *z);
}

const blt__zip_member *
blt__zip_find(const blt__zip *z, const char *name, size_t n)
{
    const blt__zip_member key = { name, n, NULL, 0 };

    return z->n == 0 ? NULL
        : bsearch(&key, z->member, z->n, sizeof key, by_name);
}
