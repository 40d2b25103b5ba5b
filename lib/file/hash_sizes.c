/* The lengths of the hashed n-grams, which both kinds of configuration state
 * under the same key: a list, or in Meta's files also text.     [MODEL.md 9] */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "file/reading.h"

static const char key[] = "encoder_hash_byte_group_size";

/* "3,4,5".  Returns the number of sizes, -1 after an error. */
static int
from_text(blt__reader *r, int *sizes, const char *p)
{
    int n = 0;

    while (*p != '\0') {
        char *end;
        long k = strtol(p, &end, 10);

        if (end == p || k < 1 || k > BLT__GRAM_MAX
            || n == BLT_HASH_SIZES_MAX) {
            blt__reader_fail(r, "", key, "is not a list of sizes");
            return -1;
        }
        sizes[n++] = (int)k;
        for (p = end; *p == ',' || *p == ' '; p++)
            continue;
    }
    return n;
}

static int
from_array(blt__reader *r, int *sizes, const json_t *v)
{
    int n = 0;

    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *k = json_array_get(v, i);

        if (!json_is_integer(k) || json_integer_value(k) < 1
            || json_integer_value(k) > BLT__GRAM_MAX) {
            blt__reader_fail(r, "", key, "holds something other than "
                             "whole numbers from 1 to %d", BLT__GRAM_MAX);
            return -1;
        }
        sizes[n++] = (int)json_integer_value(k);
    }
    return n;
}

void
blt__read_hash_sizes(blt__reader *r, blt_config *c, const json_t *v)
{
    int sizes[BLT_HASH_SIZES_MAX], n = -1;

    if (v == NULL || json_is_null(v))
        return;
    if (json_is_string(v))
        n = from_text(r, sizes, json_string_value(v));
    else if (json_is_array(v) && json_array_size(v) <= BLT_HASH_SIZES_MAX)
        n = from_array(r, sizes, v);
    else
        blt__reader_fail(r, "", key, "is not a list of at most %d sizes",
                         BLT_HASH_SIZES_MAX);
    if (n < 1)
        return;         /* the reference takes an empty list as the default */
    for (int i = 0; i < BLT_HASH_SIZES_MAX; i++)
        c->hash_sizes[i] = i < n ? sizes[i] : 0;
    c->n_hash_sizes = n;
}
