/* Diffs and patches: added lines are read in the mode of the file that they
 * belong to; context, removed lines and headers are hidden.  A message before
 * the first file, as of git format-patch, is prose.
 *
 * State: in HUNK with count: old and new lines to come; mark: the mode of the
 * file, plus one; in HEADER: past the first file; in MACRO: a context diff
 * (mark as above), where added lines begin with "+ " or "! ". */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "markup/lexers.h"

/* Bytes of a file name that tell its mode.  Derived: more than mode.c
 * compares. */
#define MAX_PATH 256

/* Takes the mode from the name in a line "+++ b/name<TAB>time". */
static void
take_name(blt__scanner *s, size_t i, size_t end)
{
    blt_spell_mode mode;
    char path[MAX_PATH];
    size_t n = 0;

    for (; i < end && s->p[i] != '\t' && n < sizeof path - 1; i++)
        path[n++] = (char)s->p[i];
    while (n > 0 && path[n - 1] == ' ')
        n--;
    path[n] = '\0';
    /* A control line, as the first line of manual pages is not known. */
    s->detect(&mode, path, (const uint8_t *)".", 1);
    s->at->mark = mode == BLT_SPELL_DIFF ? 0 : (uint8_t)(mode + 1);
}

static size_t
number(const blt__scanner *s, size_t i, size_t end, uint32_t *out)
{
    uint32_t v = 0;

    for (; i < end && blt__is_ascii_digit(s->p[i]); i++)
        v = v < UINT32_MAX / 10 - 1 ? v * 10 + (s->p[i] - '0') : v;
    *out = v;
    return i;
}

/* Reads "@@ -a,b +c,d @@"; returns 0 when it is not that. */
static int
hunk_header(blt__scanner *s, const blt__lexer_line *l)
{
    size_t i = l->from + 3;

    if (!blt__opens(s, l->from, "@@ -"))
        return 0;
    for (int k = 0; k < 2; k++) {
        uint32_t from, lines = 1;

        if (blt__byte(s, i) != (k == 0 ? '-' : '+'))
            return 0;
        i = number(s, i + 1, l->end, &from);
        if (blt__byte(s, i) == ',')
            i = number(s, i + 1, l->end, &lines);
        i++;
        s->at->count[k] = lines;
    }
    s->at->in = BLT__IN_HUNK;
    blt__embed_reset(s);
    return 1;
}

/* Lexes an added line from i on.  The hunk begins somewhere in the file, so
 * what a line leaves open ends with it. */
static void
added(blt__scanner *s, size_t i, size_t end)
{
    blt__lexer *lexer = s->at->mark == 0 ? NULL
        : s->lexer((blt_spell_mode)(s->at->mark - 1));

    if (lexer == NULL)
        return;
    blt__embed(s, lexer, i, end);
}

static void
hunk_line(blt__scanner *s, const blt__lexer_line *l)
{
    uint32_t *left = s->at->count;
    uint8_t c = l->from < l->end ? s->p[l->from] : ' ';
    size_t next = l->next;

    switch (c) {
    case '+':
        left[1] -= left[1] > 0;
        blt__hide(s, l->from, l->from + 1);
        added(s, l->from + 1, next);
        break;
    case '\\':
        blt__hide(s, l->from, l->end);
        break;
    default:
        left[0] -= left[0] > 0;
        left[1] -= left[1] > 0 && c != '-';
        blt__hide(s, l->from, l->end);
    }
    if (left[0] == 0 && left[1] == 0)
        s->at->in = BLT__IN_HEADER;
}

/* A line of a context diff after its header. */
static void
context_line(blt__scanner *s, const blt__lexer_line *l)
{
    if (blt__opens(s, l->from, "*** ") || blt__opens(s, l->from, "--- ")
        || blt__opens(s, l->from, "***"))
        s->at->list = blt__opens(s, l->from, "--- ");
    else if (s->at->list && (blt__opens(s, l->from, "+ ")
                             || blt__opens(s, l->from, "! "))) {
        blt__hide(s, l->from, l->from + 2);
        added(s, l->from + 2, l->next);
        return;
    }
    blt__hide(s, l->from, l->end);
}

/* A line of a message, or between files. */
static void
other_line(blt__scanner *s, const blt__lexer_line *l)
{
    static const char *const headers[] = {
        "diff ", "index ", "Index: ", "+++ ", "--- ", "===", "From ", "From: ",
        "Date: ", "Signed-off-by: ", "Acked-by: ", "Reviewed-by: ", "Cc: ",
        "Author: ", "Message-Id: ", "To: ", "Co-authored-by: ", "Tested-by: "
    };
    int header = s->at->in == BLT__IN_HEADER
        || blt__find(s, l->from, l->end, " | ") < l->end;

    if (blt__opens(s, l->from, "*** ")
        && blt__find(s, l->from, l->end, "\t") < l->end) {
        take_name(s, l->from + 4, l->end);
        s->at->in = BLT__IN_MACRO;
        s->at->list = 0;
        header = 1;
    } else if (blt__opens(s, l->from, "+++ ")) {
        take_name(s, l->from + 4, l->end);
    }
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        header |= blt__opens(s, l->from, headers[i]);
    if (header)
        blt__hide(s, l->from, l->end);
    if (blt__opens(s, l->from, "diff ") || blt__opens(s, l->from, "--- ?")
        || blt__opens(s, l->from, "Index: "))
        s->at->in = s->at->in == 0 ? BLT__IN_HEADER : s->at->in;
    if (blt__opens(s, l->from, "From ") && s->at->in == BLT__IN_HEADER)
        s->at->in = 0;                  /* the next message */
}

void
blt__lex_diff(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        l = blt__line_at(s, i);
        if (s->at->in == BLT__IN_HUNK)
            hunk_line(s, &l);
        else if (hunk_header(s, &l))
            blt__hide(s, l.from, l.end);
        else if (s->at->in == BLT__IN_MACRO)
            context_line(s, &l);
        else
            other_line(s, &l);
    }
}
