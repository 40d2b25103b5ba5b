/* The lists that a plan names: dictionaries and misspellings. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "langbuild/words_build.h"
#include "text/text.h"

#define LIST_MAX ((size_t)1 << 28)      /* bytes; chosen */

blt_status
blt__words_read_dictionary(blt__words_builder *b, const char *path,
                           blt_error *err)
{
    blt__map map;
    blt_status s = blt__map_open(&map, path, err);
    char word[256];

    for (size_t at = 0, end; s == BLT_OK && at < map.n; at = end + 1) {
        const uint8_t *line = memchr(map.p + at, '\n', map.n - at);
        blt__wordform *f;
        size_t k;

        end = line != NULL ? (size_t)(line - map.p) : map.n;
        k = blt__utf8_valid(map.p + at, end - at)
            ? blt__word_normalize(word, sizeof word,
                                  (const char *)map.p + at, end - at) : 0;
        if (k == 0 || memchr(word, '\0', k) != NULL)
            continue;
        f = blt__vocabulary_put(&b->forms, word, k);
        if (f == NULL)
            s = blt__fail_memory(err, path);
        else
            f->in_dict = 1;
    }
    if (map.p != NULL)
        blt__map_close(&map);
    return s;
}

static int
by_written(const void *a, const void *b)
{
    return strcmp(((const blt__misspelling *)a)->written,
                  ((const blt__misspelling *)b)->written);
}

blt_status
blt__words_read_misspellings(blt__words_builder *b, const char *path,
                             blt_error *err)
{
    blt__buf *text = &b->misspelling_text;
    size_t lines = 0, n = 0, line = 0;
    blt_status s = blt__read_whole(text, path, LIST_MAX, err);

    if (s != BLT_OK)
        return s;
    for (size_t i = 0; i < text->n; i++)
        lines += text->p[i] == '\n';
    b->misspelling = calloc(lines + 1, sizeof *b->misspelling);
    if (b->misspelling == NULL)
        return blt__fail_memory(err, path);
    for (char *p = text->p, *end; p != NULL && *p != '\0'; p = end) {
        char *tab = strchr(p, '\t');

        line++;
        end = strchr(p, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (tab == NULL || (end != NULL && tab >= end) || tab == p
            || tab - p > 255 || tab[1] == '\0')
            return blt__fail(err, BLT_EDATA, "%s:%zu: not WRONG<TAB>RIGHT",
                             path, line);
        *tab = '\0';
        b->misspelling[n++] = (blt__misspelling){ p, tab + 1 };
    }
    qsort(b->misspelling, n, sizeof *b->misspelling, by_written);
    for (size_t i = 0; i < n; i++)      /* without duplicates */
        if (b->misspellings == 0
            || strcmp(b->misspelling[b->misspellings - 1].written,
                      b->misspelling[i].written) != 0)
            b->misspelling[b->misspellings++] = b->misspelling[i];
    return BLT_OK;
}
