/* TeX: commands, arguments that are names, mathematics and comments are
 * hidden. */
#include "config.h"
#include <string.h>
#include "markup/formats.h"

#define MAX_ARGUMENT 4096   /* bytes of an argument.  Derived: longer than what
                               people write */

/* Commands whose first argument (the second list: first two) is a name. */
static const char one[] = "label ref eqref pageref autoref cref nameref vref"
    " cite citep citet citeauthor citeyear parencite textcite autocite nocite"
    " footcite input include includeonly includegraphics usepackage"
    " requirepackage documentclass bibliography bibliographystyle"
    " addbibresource begin end url path href hypersetup hyperref gls acrshort"
    " hspace vspace newcommand renewcommand providecommand newenvironment"
    " setlength addtolength setcounter addtocounter newcounter newlength"
    " definecolor color textcolor pagestyle thispagestyle pagenumbering"
    " lstinputlisting verbatiminput lstset tikzset usetikzlibrary geometry"
    " graphicspath index glossary newtheorem theoremstyle si num unit ce"
    " selectlanguage foreignlanguage fontsize rule vskip hskip";
static const char two[] = "setlength addtolength setcounter addtocounter"
    " newcommand renewcommand providecommand definecolor si fontsize rule";
static const char verbatim[] = "verbatim lstlisting minted equation align"
    " gather multline eqnarray displaymath math alignat flalign split array"
    " tikzpicture filecontents comment alltt algorithmic cases matrix"
    " pmatrix bmatrix";

static int
is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* The end of the group that opens at i, or i when none does. */
static size_t
group_end(const blt__scanner *s, size_t i, uint8_t open, uint8_t close)
{
    size_t most = s->n - i < MAX_ARGUMENT ? s->n : i + MAX_ARGUMENT, k;
    int depth = 0;

    if (i >= s->n || s->p[i] != open)
        return i;
    for (k = i; k < most; k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == open)
            depth++;
        else if (s->p[k] == close && --depth == 0)
            return k + 1;
        else if (s->p[k] == '\n' && k + 1 < most && s->p[k + 1] == '\n')
            return i;
    }
    return i;
}

/* The index in `verbatim` of the environment whose {name} is at i. */
static unsigned
environment(const blt__scanner *s, size_t i)
{
    size_t from = i + 1, to = from;

    if (i >= s->n || s->p[i] != '{')
        return 0;
    while (to < s->n && is_letter(s->p[to]))
        to++;
    return blt__list_index(verbatim, s->p + from, to - from);
}

static void
begin_math(blt__scanner *s, uint8_t mark)
{
    s->at->in = BLT__IN_MATH;
    s->at->mark = mark;
}

static size_t
hide_command(blt__scanner *s, size_t i)
{
    size_t name = i + 1, end = name, to, n;
    const uint8_t *p = s->p;

    while (end < s->n && (is_letter(p[end]) || p[end] == '@'))
        end++;
    n = end - name;
    if (n == 4 && memcmp(p + name, "verb", 4) == 0 && end < s->n
        && p[end] != '\n') {
        size_t line = blt__line_end(s, end);
        const uint8_t *close = end + 1 < line
            ? memchr(p + end + 1, p[end], line - end - 1) : NULL;

        end = close != NULL ? (size_t)(close - p) + 1 : end;
        blt__hide(s, i, end);
        return end;
    }
    if (end < s->n && p[end] == '*')
        end++;
    end = group_end(s, end, '[', ']');
    if (blt__list_index(one, p + name, n) != 0) {
        if (n == 5 && memcmp(p + name, "begin", 5) == 0)
            s->at->mark = (uint8_t)environment(s, end);
        to = group_end(s, end, '{', '}');
        to = group_end(s, to, '[', ']');
        if (blt__list_index(two, p + name, n) != 0)
            to = group_end(s, to, '{', '}');
        if (n == 5 && memcmp(p + name, "begin", 5) == 0) {
            if (s->at->mark != 0)
                s->at->in = BLT__IN_ENVIRONMENT;
            else if (to > end + 5 && memcmp(p + end, "{tabu", 5) == 0)
                to = group_end(s, to, '{', '}');
        }
        end = to;
    } else if (n <= 2 && end < s->n && strchr("{\\ \n.,;:)", p[end]) == NULL) {
        blt__hide_joined(s, i, end);    /* \ss, \o within a word */
        return end;
    }
    blt__hide(s, i, end);
    return end;
}

/* Hides a backslash and what is not a letter: an accent, mathematics, a
 * symbol. */
static size_t
hide_symbol(blt__scanner *s, size_t i)
{
    uint8_t c = s->p[i + 1];
    size_t end = i + 2;

    if (c == '(' || c == '[') {
        begin_math(s, c == '(' ? ')' : ']');
    } else if (strchr("\"'`^~=.", c) != NULL && c != 0) {
        end = group_end(s, end, '{', '}');
        if (end == i + 2 && end < s->n)
            end++;
        blt__hide_joined(s, i, end);
        return end;
    }
    blt__hide(s, i, end);
    return end;
}

/* Hides mathematics up to its end, or to an empty line, as in TeX. */
static size_t
hide_math(blt__scanner *s, size_t from)
{
    uint8_t mark = s->at->mark;
    size_t i = from;

    for (; i < s->n; i++) {
        uint8_t c = s->p[i], next = i + 1 < s->n ? s->p[i + 1] : 0;

        if ((c == '$' && mark == '$')
            || (c == '$' && mark == 'D' && next == '$')
            || (c == '\\' && next == mark && mark != '$')
            || (c == '\n' && next == '\n')) {
            i += mark == '$' || c == '\n' ? 1 : 2;
            s->at->in = 0;
            break;
        }
        if (c == '\\')
            i++;
    }
    if (i > s->n)
        i = s->n;
    blt__hide(s, from, i);
    return i;
}

static size_t
hide_environment(blt__scanner *s, size_t from)
{
    size_t i = from;

    for (; i < s->n; i++) {
        const uint8_t *end = memchr(s->p + i, '\\', s->n - i);

        if (end == NULL) {
            i = s->n;
            break;
        }
        i = (size_t)(end - s->p);
        if (s->n - i > 5 && memcmp(end, "\\end{", 5) == 0
            && environment(s, i + 4) == s->at->mark) {
            s->at->in = 0;
            break;
        }
    }
    blt__hide(s, from, i);
    return i;
}

void
blt__scan_tex(blt__scanner *s)
{
    size_t i = 0, end;

    while (i < s->n) {
        uint8_t next = i + 1 < s->n ? s->p[i + 1] : 0;

        if (s->at->in == BLT__IN_MATH) {
            i = hide_math(s, i);
        } else if (s->at->in == BLT__IN_ENVIRONMENT) {
            i = hide_environment(s, i);
        } else if (s->p[i] == '%') {
            end = blt__line_end(s, i);
            blt__hide(s, i, end);
            i = end;
        } else if (s->p[i] == '$') {
            begin_math(s, next == '$' ? 'D' : '$');
            i += next == '$' ? 2 : 1;
        } else if (s->p[i] == '\\' && next != 0) {
            i = is_letter(next) ? hide_command(s, i) : hide_symbol(s, i);
        } else {
            if (s->p[i] == '{' || s->p[i] == '}' || s->p[i] == '~')
                blt__hide(s, i, i + 1);
            i++;
        }
    }
}
