/* Reading a text in pieces. */
#include "config.h"
#include <sys/stat.h>
#include "langbuild/words_text.h"

#define PIECE ((size_t)1 << 20)     /* bytes; chosen */

/* 0 when the file is not there, which reading it reports. */
static uint64_t
file_size(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* The length of the piece at p[0 .. left). */
static size_t
piece_length(const uint8_t *p, size_t left)
{
    size_t line = 0, end = PIECE;

    if (left <= PIECE)
        return left;
    while (end > PIECE / 2 && !(p[end - 1] == '\n' && p[end - 2] == '\n')) {
        if (line == 0 && p[end - 1] == '\n')
            line = end;
        end--;
    }
    return end > PIECE / 2 ? end : line > 0 ? line : PIECE;
}

blt_status
blt__text_each(const char *path, blt__tokens *t, int class, blt__text_fn *f,
               void *arg, blt__text_progress *p, blt_error *err)
{
    blt__map map;
    blt_status s = blt__map_open(&map, path, err);

    for (size_t at = 0, n; s == BLT_OK && at < map.n; at += n) {
        n = piece_length(map.p + at, map.n - at);
        s = blt__tokens_find(t, map.p + at, n, err);
        if (s == BLT_OK)
            s = f(arg, map.p + at, t, class, err);
        if (s == BLT_OK && p != NULL)
            s = blt__monitor_report(p->monitor, p->task, p->done += n,
                                    p->total, err);
    }
    if (map.p != NULL)
        blt__map_close(&map);
    return s;
}

blt_status
blt__text_each_training(const blt__words_plan *plan, blt__tokens *t,
                        blt__text_fn *f, void *arg, const char *task,
                        blt_error *err)
{
    blt__text_progress p = { &plan->monitor, task, 0, 0 };
    blt_status s = BLT_OK;

    for (int class = 0; class < BLT__GRAM_CLASSES; class++)
        for (size_t i = 0; i < plan->text[class].n; i++)
            p.total += file_size(plan->text[class].path[i]);
    for (int class = 0; class < BLT__GRAM_CLASSES; class++)
        for (size_t i = 0; s == BLT_OK && i < plan->text[class].n; i++)
            s = blt__text_each(plan->text[class].path[i], t, class, f, arg,
                               &p, err);
    return s;
}
