/* What the user's pattern matches is not checked. */
#include "config.h"
#include "markup/exclude.h"

/* PCRE2 examines all the text that it is given before each match, so of a long
 * line it gets a window at a time.  Derived: longer than a URL. */
#define WINDOW 2048             /* bytes that a match may begin in, and have */
#define LOOKBEHIND 128          /* bytes before it, for assertions */

/* Line by line, so that ^ and $ match at the ends of lines. */
blt_status
blt__hide_matches(blt__scanner *s, const blt_regex *pattern, blt_error *err)
{
    size_t line, end;

    s->i = 0;
    for (line = 0; line < s->n; line = end + 1) {
        size_t at = line;

        end = blt__line_end(s, line);
        while (at < end) {
            size_t base = at - line > LOOKBEHIND ? at - LOOKBEHIND : line;
            size_t stop = end - at > WINDOW ? at + WINDOW : end, from, to;
            int found = blt_regex_find(pattern, s->p + base, stop - base,
                                       at - base, &from, &to);

            if (found < 0)
                return blt__fail(err, BLT_EDATA, "pattern: too much time or"
                                 " memory for this text");
            if (found == 0) {
                at = stop == end ? end : stop - LOOKBEHIND;
                continue;
            }
            blt__hide(s, base + from, base + to);
            at = base + to > at ? base + to : at + 1;
        }
    }
    return BLT_OK;
}
