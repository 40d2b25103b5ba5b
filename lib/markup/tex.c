/* TeX and LaTeX: commands, arguments that are names, mathematics, code and
 * comments are hidden.  Accents and discretionary hyphens are read as what they
 * print: Gr{\"o}bner, data\-base.  By hand, as only TeX can parse TeX.
 *
 * State: in MATH, ends with mark; in ENVIRONMENT, mark: which. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"
#include "text/text.h"

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
    " selectlanguage foreignlanguage fontsize rule vskip hskip parencites"
    " textcites autocites footcites supercite smartcite smartcites fullcite"
    " footfullcite cites citetitle citedate citeurl notecite pnotecite volcite"
    " citealp citealt citeyearpar cpageref crefrange labelcref namecref"
    " printbibliography defbibheading inputminted subfile bibitem pgfkeys"
    " glspl glsentrytext ac acs acl acf newglossaryentry acrlong acrfull qty"
    " sirange lstdefinestyle usemintedstyle setminted newminted pagecolor"
    " hyphenation declaremathoperator newdocumentcommand renewdocumentcommand"
    " newif setmainfont setsansfont setmonofont babelfont setdefaultlanguage"
    " setotherlanguage vphantom hphantom includesvg includepdf import"
    " thebibliography multicolumn multirow cline cmidrule";
/* Commands whose optional argument is prose. */
static const char prose_options[] = "item section subsection subsubsection"
    " chapter part paragraph caption title author";
static const char two[] = "setlength addtolength setcounter addtocounter"
    " newcommand renewcommand providecommand definecolor si fontsize rule";
static const char verbatim[] = "verbatim lstlisting minted equation align"
    " gather multline eqnarray displaymath math alignat flalign split array"
    " tikzpicture filecontents comment alltt algorithmic cases matrix"
    " pmatrix bmatrix bverbatim lstinline dmath subequations";

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
    while (to < s->n && blt__is_ascii_letter(s->p[to]))
        to++;
    return blt__list_index(verbatim, s->p + from, to - from);
}

/* ---- accents and hyphens ----------------------------------------------------- */

/* Accents, and their combining characters. */
static const char accents[] = "`'^~=u.\"rHvdckb";
static const uint16_t combining[] = {
    0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x30a, 0x30b,
    0x30c, 0x323, 0x327, 0x328, 0x331
};
static const struct { char name[3]; uint16_t c; } letters[] = {
    { "ss", 0xdf }, { "o", 0xf8 }, { "O", 0xd8 }, { "l", 0x142 },
    { "L", 0x141 }, { "ae", 0xe6 }, { "AE", 0xc6 }, { "oe", 0x153 },
    { "OE", 0x152 }, { "aa", 0xe5 }, { "AA", 0xc5 }, { "i", 'i' },
    { "j", 'j' }
};

/* Reads \ss, \o or \i at i into *c; returns its end, with the {} or the space
 * after it, or i. */
static size_t
read_letter(const blt__scanner *s, size_t i, uint32_t *c)
{
    size_t end = i + 1;

    while (blt__is_ascii_letter(blt__byte(s, end)))
        end++;
    for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
        if (strlen(letters[k].name) == end - i - 1
            && memcmp(letters[k].name, s->p + i + 1, end - i - 1) == 0) {
            *c = letters[k].c;
            return blt__opens(s, end, "{}") ? end + 2
                : blt__byte(s, end) == ' ' ? end + 1 : end;
        }
    return i;
}

/* Reads an accent with its letter at i, as \"o, \"{o}, \c{c}, \'{\i}, \c c.
 * Appends both to form; returns the end, or i. */
static size_t
read_accent(const blt__scanner *s, size_t i, uint8_t *form, size_t *n)
{
    uint8_t mark = blt__byte(s, i + 1);
    const char *at = mark != 0 ? strchr(accents, mark) : NULL;
    size_t k = i + 2, brace, end;
    uint32_t c;

    if (at == NULL)
        return i;
    brace = blt__byte(s, k) == '{';
    if (brace)
        k++;
    else if (blt__is_ascii_letter(mark)) {
        if (blt__byte(s, k) != ' ')
            return i;                   /* another command */
        k++;
    }
    end = blt__byte(s, k) == '\\' ? read_letter(s, k, &c) : k;
    if (end == k) {
        c = blt__byte(s, k);
        if (!blt__is_ascii_letter((uint8_t)c))
            return i;
        end = k + 1;
    }
    if (brace && blt__byte(s, end++) != '}')
        return i;
    *n += blt__utf8_put(form + *n, c);
    *n += blt__utf8_put(form + *n, combining[at - accents]);
    return end;
}

/* Reads one accent, letter or hyphen of a word at i, in braces or not. */
static size_t
read_part(const blt__scanner *s, size_t i, uint8_t *form, size_t *n)
{
    size_t end, brace = s->p[i] == '{';
    uint32_t c;

    i += brace;
    if (blt__byte(s, i) != '\\')
        return i - brace;
    if (blt__byte(s, i + 1) == '-' && !brace)
        return i + 2;
    if ((end = read_accent(s, i, form, n)) == i) {
        end = read_letter(s, i, &c);
        if (end == i)
            return i - brace;
        *n += blt__utf8_put(form + *n, c);
    }
    if (brace && blt__byte(s, end++) != '}')
        return i - brace;
    return end;
}

/* Lets the word with an accent or a hyphen at i read as it is printed.  Returns
 * its end, or i when there is none. */
static size_t
read_word(blt__scanner *s, size_t i)
{
    size_t from = i, to, n = 0, end;
    uint8_t form[128];

    while (from > 0 && blt__is_letter_byte(s->p[from - 1]))
        from--;
    for (to = from; to < s->n && n + 8 < sizeof form; to = end) {
        end = to + 1;
        if (blt__is_letter_byte(s->p[to]))
            form[n++] = s->p[to];
        else if ((s->p[to] != '\\' && s->p[to] != '{')
                 || (end = read_part(s, to, form, &n)) == to)
            break;
    }
    if (to <= i || n == 0)
        return i;
    blt__read_as(s, from, to, form, n);
    return to;
}

/* ---- commands ----------------------------------------------------------------- */

static void
begin_math(blt__scanner *s, uint8_t mark)
{
    s->at->in = BLT__IN_MATH;
    s->at->mark = mark;
}

/* Hides \verb|...|, \lstinline[...]|...| or {...}, \mintinline{x}|...|, whose
 * name ends at `end`.  Returns its end. */
static size_t
hide_verbatim(blt__scanner *s, size_t i, size_t end, int language)
{
    size_t line = blt__line_end(s, end), to;
    const uint8_t *close;

    if (blt__byte(s, end) == '*')
        end++;
    end = group_end(s, end, '[', ']');
    if (language)
        end = group_end(s, end, '{', '}');
    to = group_end(s, end, '{', '}');
    if (to == end && end + 1 < line && s->p[end] > ' ') {
        close = memchr(s->p + end + 1, s->p[end], line - end - 1);
        to = close != NULL ? (size_t)(close - s->p) + 1 : end;
    }
    blt__hide_code(s, i, to);
    return to;
}

/* The end of the arguments of \begin{name}; remembers an environment that is
 * not prose. */
static size_t
begin_environment(blt__scanner *s, size_t end)
{
    size_t to = group_end(s, end, '{', '}');

    s->at->mark = (uint8_t)environment(s, end);
    to = group_end(s, to, '[', ']');
    if (s->at->mark != 0)
        s->at->in = BLT__IN_ENVIRONMENT;
    else if (to > end + 5 && (memcmp(s->p + end, "{tabu", 5) == 0
                              || memcmp(s->p + end, "{long", 5) == 0
                              || memcmp(s->p + end, "{mini", 5) == 0))
        to = group_end(s, group_end(s, to, '{', '}'), '{', '}');
    return to;
}

/* The end of the arguments of a command whose arguments are names. */
static size_t
name_arguments(const blt__scanner *s, size_t i, int groups)
{
    for (int k = 0; k < groups; k++) {
        size_t from = i, to;

        while ((to = group_end(s, i, '[', ']')) != i)
            i = to;
        i = group_end(s, i, '{', '}');
        if (i == from)
            break;
    }
    return group_end(s, i, '[', ']');
}

static int
is_named(const blt__scanner *s, size_t name, size_t n, const char *what)
{
    return strlen(what) == n && memcmp(s->p + name, what, n) == 0;
}

static size_t
hide_command(blt__scanner *s, size_t i)
{
    size_t name = i + 1, end = name, n, word;
    const uint8_t *p = s->p;

    while (end < s->n && (blt__is_ascii_letter(p[end]) || p[end] == '@'))
        end++;
    n = end - name;
    if (is_named(s, name, n, "verb") || is_named(s, name, n, "lstinline")
        || is_named(s, name, n, "Verb"))
        return hide_verbatim(s, i, end, 0);
    if (is_named(s, name, n, "mintinline"))
        return hide_verbatim(s, i, end, 1);
    if (n <= 2 && (word = read_word(s, i)) > i)
        return word;                    /* \ss, \o, \c{c} */
    if (end < s->n && p[end] == '*')
        end++;
    if (is_named(s, name, n, "begin"))
        end = begin_environment(s, end);
    else if (blt__list_index(one, p + name, n) != 0)
        end = name_arguments(s, end, n >= 5 && is_named(s, name + n - 5, 5,
                                                       "cites") ? 8
                             : blt__list_index(two, p + name, n) != 0 ? 2
                             : 1);
    else if (blt__list_index(prose_options, p + name, n) == 0)
        end = group_end(s, end, '[', ']');
    else if (blt__byte(s, end) == '[')
        end++;
    blt__hide(s, i, end);
    return end;
}

/* Hides a backslash and what is not a letter: an accent, mathematics, a
 * symbol. */
static size_t
hide_symbol(blt__scanner *s, size_t i)
{
    uint8_t c = s->p[i + 1];
    size_t end = i + 2, word;

    if (c == '(' || c == '[') {
        begin_math(s, c == '(' ? ')' : ']');
    } else if (c == '-' || strchr("\"'`^~=.", c) != NULL) {
        word = read_word(s, i);
        if (word > i)
            return word;
        end = group_end(s, end, '{', '}');
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
blt__lex_tex(blt__scanner *s, size_t i)
{
    size_t end;

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
            i = blt__is_ascii_letter(next) ? hide_command(s, i)
                : hide_symbol(s, i);
        } else if (s->p[i] == '{' && next == '\\'
                   && (end = read_word(s, i)) > i) {
            i = end;
        } else {
            if (s->p[i] == '{' || s->p[i] == '}' || s->p[i] == '~')
                blt__hide(s, i, i + 1);
            i++;
        }
    }
}
