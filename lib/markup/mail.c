/* Mail: headers (except the subject), quotations, signatures and the headers
 * of attachments are hidden. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Whether a line begins with "Name:". */
static int
is_header(const blt__scanner *s, size_t i, size_t end)
{
    size_t from = i;

    while (i < end && (((s->p[i] | 32) >= 'a' && (s->p[i] | 32) <= 'z')
                       || s->p[i] == '-'))
        i++;
    return i > from && i < end && s->p[i] == ':';
}

/* Whether a line begins with "> ", "| " or "Ann> ". */
static int
is_quotation(const blt__scanner *s, size_t i, size_t end)
{
    size_t most = end - i < 12 ? end : i + 12;

    while (i < most && s->p[i] == ' ')
        i++;
    if (i < most && s->p[i] == '|')
        return i + 1 < end && s->p[i + 1] == ' ';
    while (i < most && (s->p[i] | 32) >= 'a' && (s->p[i] | 32) <= 'z')
        i++;
    return i < most && s->p[i] == '>';
}

/* Whether a line introduces a quotation, as "On Monday, Ann wrote:" does, in
 * one of the languages of common mail programs. */
static int
is_attribution(const blt__scanner *s, size_t i, size_t end)
{
    static const char *const verbs[] = {
        "wrote:", "writes:", "schrieb:", "crit :", "crit:", "escribi\xc3\xb3:",
        "ha scritto:", "schreef:", "escreveu:", "skrev:", "napisa\xc5\x82:",
        "\xd0\xbf\xd0\xb8\xd1\x81\xd0\xb0\xd0\xbb:"
    };

    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++) {
        size_t n = strlen(verbs[v]);

        if (end - i >= n && memcmp(s->p + end - n, verbs[v], n) == 0)
            return 1;
    }
    return 0;
}

/* Whether a line is "From ann@home Mon Nov 23 10:20:30 2026", which begins a
 * message of an mbox. */
static int
is_from(const blt__scanner *s, size_t i, size_t end)
{
    if (end - i < 10 || memcmp(s->p + i, "From ", 5) != 0)
        return 0;
    for (i += 5; i + 2 < end; i++)
        if (s->p[i + 1] == ':' && s->p[i] >= '0' && s->p[i] <= '9'
            && s->p[i + 2] >= '0' && s->p[i + 2] <= '9')
            return 1;
    return 0;
}

/* Whether a line separates parts of a multipart message: -- and no space. */
static int
is_boundary(const blt__scanner *s, size_t i, size_t end)
{
    if (end - i < 10 || s->p[i] != '-' || s->p[i + 1] != '-'
        || s->p[i + 2] == ' ')
        return 0;
    return memchr(s->p + i, ' ', end - i) == NULL;
}

static void
header_line(blt__scanner *s, size_t i, size_t end)
{
    blt__lexer_state *at = s->at;
    static const char subject[] = "subject:";

    if (i == end) {
        at->in = 0;
    } else if (s->p[i] == ' ' || s->p[i] == '\t') {
        if (!at->mark)
            blt__hide(s, i, end);
    } else {
        at->mark = (uint8_t)blt__starts_with(s, i, subject);
        blt__hide(s, i, at->mark ? i + sizeof subject - 1 : end);
    }
}

static void
begin_header(blt__scanner *s)
{
    s->at->in = BLT__IN_HEADER;
    s->at->mark = 0;
}

void
blt__lex_mail(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t line;

    for (; i < s->n; i = line + 1) {
        size_t end = line = blt__line_end(s, i);

        if (end > i && s->p[end - 1] == '\r')
            end--;
        if ((!at->begun && is_header(s, i, end))
            || ((!at->begun || at->after_empty) && is_from(s, i, end)))
            begin_header(s);
        at->begun = 1;
        if (at->in == BLT__IN_HEADER) {
            header_line(s, i, end);
        } else if (is_boundary(s, i, end)) {
            begin_header(s);
            blt__hide(s, i, end);
        } else if (end - i == 3 && memcmp(s->p + i, "-- ", 3) == 0) {
            at->in = BLT__IN_SIGNATURE;
        } else if (at->in == BLT__IN_SIGNATURE || is_quotation(s, i, end)
                   || is_attribution(s, i, end)) {
            blt__hide(s, i, end);
        } else if (end - i > 5 && memcmp(s->p + i, "-----", 5) == 0) {
            begin_header(s);            /* -----Original Message----- */
            blt__hide(s, i, end);
        }
        at->after_empty = end == i;
    }
}
