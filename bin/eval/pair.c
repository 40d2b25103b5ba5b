/* Files of lines, and of pairs: "written TAB intended" per line. */
#include "config.h"
#include <string.h>
#include "bin/eval/eval.h"

void
eval_pairs_open(eval_pairs *r, const eval_text *t, int fd)
{
    r->text = t;
    r->fd = fd;
    r->read = r->line = 0;
    r->from = r->to = 0;
}

int
eval_pairs_error(const eval_text *t, int64_t line, const char *why)
{
    cli_error(NULL, "%s:%lld: %s", t->name, (long long)line, why);
    return -1;
}

/* Fills the buffer after what has not been taken yet.  Returns 0 after a
 * failure that was reported. */
static int
more(eval_pairs *r)
{
    int64_t left = r->text->size - r->read;
    size_t n;

    memmove(r->p, r->p + r->from, r->to - r->from);
    r->to -= r->from;
    r->from = 0;
    n = sizeof r->p - r->to;
    if ((int64_t)n > left)
        n = (size_t)left;
    if (!eval_read(r->text, r->fd, r->p + r->to, n, r->read))
        return 0;
    r->to += n;
    r->read += (int64_t)n;
    return 1;
}

int
eval_pairs_line(eval_pairs *r, blt_slice *line)
{
    char *p = (char *)r->p + r->from, *end;
    size_t n;

    end = memchr(p, '\n', r->to - r->from);
    if (end == NULL && r->read < r->text->size) {
        if (!more(r))
            return -1;
        p = (char *)r->p;
        end = memchr(p, '\n', r->to);
    }
    r->line++;
    if (r->from == r->to)
        return 0;
    n = end != NULL ? (size_t)(end - p) : r->to - r->from;
    if (n > EVAL_LINE)
        return eval_pairs_error(r->text, r->line, "longer than 32768 bytes");
    r->from += n + (end != NULL);
    if (n > 0 && p[n - 1] == '\r')
        n--;
    *line = (blt_slice){ p, n };
    return 1;
}

int
eval_pairs_next(eval_pairs *r, blt_slice *written, blt_slice *intended)
{
    blt_slice line;
    int got = eval_pairs_line(r, &line);
    const char *tab, *p;
    size_t n;

    if (got <= 0)
        return got;
    tab = memchr(line.p, '\t', line.n);
    if (tab == NULL)
        return eval_pairs_error(r->text, r->line,
                                "no tab between written and intended");
    *written = (blt_slice){ line.p, (size_t)(tab - line.p) };
    p = tab + 1;
    n = line.n - written->n - 1;
    tab = memchr(p, '\t', n);
    *intended = (blt_slice){ p, tab != NULL ? (size_t)(tab - p) : n };
    return 1;
}
