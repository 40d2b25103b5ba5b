/* Mail: headers but for the subject, quotations, signatures and the parts'
 * own headers are no prose of the writer. */
#include "config.h"
#include <string.h>
#include "markup/skip.h"

/* "Name: " at the start of a line. */
static int
is_header(const blt__skipper *s, size_t i, size_t end)
{
    size_t from = i;

    while (i < end && (((s->p[i] | 32) >= 'a' && (s->p[i] | 32) <= 'z')
                       || s->p[i] == '-'))
        i++;
    return i > from && i < end && s->p[i] == ':';
}

/* "> ", "| ", "Ann> ". */
static int
is_quotation(const blt__skipper *s, size_t i, size_t end)
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

/* "On Monday, Ann wrote:", and what clients in other languages say. */
static int
is_attribution(const blt__skipper *s, size_t i, size_t end)
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

/* "From ann@home Mon Nov 23 10:20:30 2026" begins a message of a mailbox. */
static int
is_from(const blt__skipper *s, size_t i, size_t end)
{
    if (end - i < 10 || memcmp(s->p + i, "From ", 5) != 0)
        return 0;
    for (i += 5; i + 2 < end; i++)
        if (s->p[i + 1] == ':' && s->p[i] >= '0' && s->p[i] <= '9'
            && s->p[i + 2] >= '0' && s->p[i + 2] <= '9')
            return 1;
    return 0;
}

/* The line that parts a message with attachments: --, then no blank. */
static int
is_boundary(const blt__skipper *s, size_t i, size_t end)
{
    if (end - i < 10 || s->p[i] != '-' || s->p[i + 1] != '-'
        || s->p[i + 2] == ' ')
        return 0;
    return memchr(s->p + i, ' ', end - i) == NULL;
}

static void
header_line(blt__skipper *s, size_t i, size_t end)
{
    blt__markup *at = s->at;
    static const char subject[] = "subject:";

    if (i == end) {
        at->in = 0;
    } else if (s->p[i] == ' ' || s->p[i] == '\t') {
        if (!at->mark)
            blt__skip_bytes(s, i, end);
    } else {
        at->mark = (uint8_t)blt__begins(s, i, subject);
        blt__skip_bytes(s, i, at->mark ? i + sizeof subject - 1 : end);
    }
}

static void
begin_header(blt__skipper *s)
{
    s->at->in = BLT__IN_HEADER;
    s->at->mark = 0;
}

void
blt__skip_mail(blt__skipper *s)
{
    blt__markup *at = s->at;
    size_t i, line;

    for (i = 0; i < s->n; i = line + 1) {
        size_t end = line = blt__line_end(s, i);

        if (end > i && s->p[end - 1] == '\r')
            end--;
        if ((!at->begun && is_header(s, i, end))
            || ((!at->begun || at->blank) && is_from(s, i, end)))
            begin_header(s);
        at->begun = 1;
        if (at->in == BLT__IN_HEADER) {
            header_line(s, i, end);
        } else if (is_boundary(s, i, end)) {
            begin_header(s);
            blt__skip_bytes(s, i, end);
        } else if (end - i == 3 && memcmp(s->p + i, "-- ", 3) == 0) {
            at->in = BLT__IN_SIGNATURE;
        } else if (at->in == BLT__IN_SIGNATURE || is_quotation(s, i, end)
                   || is_attribution(s, i, end)) {
            blt__skip_bytes(s, i, end);
        } else if (end - i > 5 && memcmp(s->p + i, "-----", 5) == 0) {
            begin_header(s);            /* -----Original Message----- */
            blt__skip_bytes(s, i, end);
        }
        at->blank = end == i;
    }
}
