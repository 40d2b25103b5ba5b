/* Checked access to untrusted JSON. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include "file/json.h"

void
blt__reader_fail(blt__reader *r, const char *where, const char *key,
                 const char *fmt, ...)
{
    char why[256];
    va_list ap;

    if (r->status != BLT_OK)
        return;
    va_start(ap, fmt);
    vsnprintf(why, sizeof why, fmt, ap);
    va_end(ap);
    r->status = blt__fail(r->err, BLT_EDATA, "%s: %s%s%s: %s", r->name,
                          where, *where ? "." : "", key, why);
}

/* Keeps the message in one line, whatever the file contains. */
void
blt__reader_note(blt__reader *r, const char *fmt, ...)
{
    char text[480];
    va_list ap;

    if (r->notes == NULL)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    blt__buf_printf(r->notes, "%s\n", text);
}

/* NULL when the key is missing or null. */
static const json_t *
take(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    return json_is_null(v) ? NULL : v;
}

int64_t
blt__reader_int(blt__reader *r, const json_t *o, const char *where,
                const char *key, int64_t missing, int64_t min, int64_t max)
{
    const json_t *v = take(o, key);

    if (v == NULL)
        return missing;
    if (!json_is_integer(v)) {
        blt__reader_fail(r, where, key, "is not a whole number");
        return missing;
    }
    if (json_integer_value(v) < min || json_integer_value(v) > max) {
        blt__reader_fail(r, where, key, "%lld is not in %lld ... %lld",
                         (long long)json_integer_value(v), (long long)min,
                         (long long)max);
        return missing;
    }
    return json_integer_value(v);
}

double
blt__reader_real(blt__reader *r, const json_t *o, const char *where,
                 const char *key, double missing)
{
    const json_t *v = take(o, key);

    if (v == NULL)
        return missing;
    if (!json_is_number(v) || !isfinite(json_number_value(v))) {
        blt__reader_fail(r, where, key, "is not a number");
        return missing;
    }
    return json_number_value(v);
}

int
blt__reader_bool(blt__reader *r, const json_t *o, const char *where,
                 const char *key, int missing)
{
    const json_t *v = json_object_get(o, key);

    if (v == NULL)
        return missing;
    if (!json_is_boolean(v) && !json_is_null(v)) {
        blt__reader_fail(r, where, key, "is not true or false");
        return missing;
    }
    return json_is_true(v);
}

const char *
blt__reader_text(blt__reader *r, const json_t *o, const char *where,
                 const char *key, const char *missing)
{
    const json_t *v = take(o, key);

    if (v == NULL)
        return missing;
    if (!json_is_string(v)) {
        blt__reader_fail(r, where, key, "is not a string");
        return missing;
    }
    return json_string_value(v);
}

const json_t *
blt__reader_object(blt__reader *r, const json_t *o, const char *where,
                   const char *key)
{
    const json_t *v = take(o, key);

    if (v != NULL && !json_is_object(v)) {
        blt__reader_fail(r, where, key, "is not an object");
        return NULL;
    }
    return v;
}

json_t *
blt__reader_load(blt__reader *r, const char *json, size_t n)
{
    json_error_t why;
    json_t *root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &why);

    if (json_is_object(root))
        return root;
    if (root == NULL)
        r->status = blt__fail(r->err, BLT_EDATA, "%s: line %d: %s", r->name,
                              why.line, why.text);
    else
        r->status = blt__fail(r->err, BLT_EDATA,
                              "%s: is not a JSON object", r->name);
    json_decref(root);
    return NULL;
}
