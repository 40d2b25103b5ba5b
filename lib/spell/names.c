/* Binary search in a file of sorted lines. */
#include "config.h"
#include <string.h>
#include "spell/names.h"

blt_status
blt__names_open(blt__names *m, const char *path, blt_error *err)
{
    return blt__map_open(&m->map, path, err);
}

void
blt__names_close(blt__names *m)
{
    blt__map_close(&m->map);
}

int
blt__names_have(const blt__names *m, const char *word, size_t n)
{
    const char *p = (const char *)m->map.p;
    size_t from = 0, to = m->map.n;

    while (from < to) {         /* lines that begin in from .. to - 1 */
        size_t line = from + (to - from) / 2, end, length;
        const char *newline;
        int way;

        while (line > from && p[line - 1] != '\n')
            line--;
        newline = memchr(p + line, '\n', m->map.n - line);
        end = newline ? (size_t)(newline - p) : m->map.n;
        length = end - line;
        way = memcmp(word, p + line, n < length ? n : length);
        if (way == 0)
            way = (n > length) - (n < length);
        if (way == 0)
            return 1;
        if (way < 0)
            to = line;
        else
            from = end + 1;
    }
    return 0;
}
