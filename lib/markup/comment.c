/* The text of a comment: decoration, documentation tags (Doxygen, JSDoc,
 * Javadoc), fences and code in it are hidden.
 *
 * State: in FENCE with mark ` ~ for fences, p for <pre>, @ for @code and
 * similar, e for @example (up to the next tag). */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Tags that a name follows; {@link x} and \c x are among them. */
static const char named[] = "param tparam arg argument prop property typedef"
    " var ivar cvar type throws throw raises raise exception retval see link"
    " linkcode linkplain c p a e em b ref class struct enum union def"
    " fn file ingroup addtogroup defgroup copydoc relates namespace memberof"
    " name module callback fires listens augments extends implements alias"
    " author since version template mixes requires borrows anchor page"
    " subpage section subsection image include snippet cond if ifnot";
/* Tags that open a block of code, and those that end one. */
static const char opening[] = "code verbatim dot msc startuml f[ f{ htmlonly"
    " latexonly xmlonly";
static const char closing[] = "endcode endverbatim enddot endmsc enduml f] f}"
    " endhtmlonly endlatexonly endxmlonly";

/* The end of the tag @x or \x at i. */
static size_t
tag_end(const blt__scanner *s, size_t i, size_t end)
{
    size_t k = i + 1;

    while (k < end && (blt__is_ascii_letter(s->p[k]) || s->p[k] == '_'))
        k++;
    if (k == i + 2 && s->p[i + 1] == 'f' && k < end && s->p[k] != 0
        && strchr("[]{}$", s->p[k]) != NULL)
        k++;                            /* \f[ is a formula */
    return k;
}

/* Hides a tag at i with what it names; returns where text continues. */
static size_t
hide_tag(blt__scanner *s, size_t i, size_t end)
{
    size_t name = tag_end(s, i, end), k = name;

    if (name == i + 1)
        return i + 1;
    if (blt__list_index(named, s->p + i + 1, name - i - 1) != 0) {
        if (blt__byte(s, k) == '[')         /* @param[in] */
            k = blt__find(s, k, end, "]") + 1;
        if (k > end)
            k = end;
        while (k < end && s->p[k] == ' ')
            k++;
        if (k < end && s->p[k] == '{') {    /* {type} */
            k = blt__find(s, k, end, "}");
            while (k < end && (s->p[k] == '}' || s->p[k] == ' '))
                k++;
        }
        while (k < end && s->p[k] > ' ' && s->p[k] != '}')
            k++;
    }
    blt__hide_code(s, i, k);
    return k;
}

/* Hides `code` and ``code``; returns where text continues. */
static size_t
hide_ticks(blt__scanner *s, size_t i, size_t end)
{
    size_t n = blt__run(s, i, end), k = i + n, stop;
    static const char ticks[] = "```";

    if (n > 3)
        return k;
    stop = blt__find(s, k, end, ticks + 3 - n);
    if (stop == end)                        /* `quoted' */
        stop = n == 1 ? blt__find(s, k, end, "'") : end;
    if (stop == end)
        return k;
    blt__hide_code(s, i, stop + n);
    return stop + n;
}

int
blt__is_code_line(const blt__scanner *s, size_t i, size_t end)
{
    size_t name;

    while (end > i && s->p[end - 1] <= ' ')
        end--;
    if (end == i)
        return 0;
    if (strchr(";{}", s->p[end - 1]) != NULL && s->p[end - 1] != 0)
        return 1;
    name = blt__name_end(s, i, end);
    while (name + 1 < end && s->p[name] == '.')
        name = blt__name_end(s, name + 1, end);
    if (name == i)
        return 0;
    if (s->p[name] == '(' && strchr("):,", s->p[end - 1]) != NULL)
        return 1;                           /* call(...) */
    return name + 2 < end && s->p[name] == ' '      /* name = value */
        && (s->p[name + 1] == '=' || s->p[name + 2] == '=')
        && strchr("=+-*/|&!<>:", s->p[name + 1]) != NULL;
}

static void
text(blt__scanner *s, size_t i, size_t end)
{
    while (i < end) {
        uint8_t c = s->p[i];
        size_t k;

        if (c == '`') {
            i = hide_ticks(s, i, end);
        } else if (c == '@' || c == '\\') {
            i = hide_tag(s, i, end);
        } else if (c == ':' && blt__is_ascii_letter(blt__byte(s, i + 1))) {
            k = tag_end(s, i, end);         /* :param name: */
            i = k < end && s->p[k] == ' '
                && blt__list_index(named, s->p + i + 1, k - i - 1) != 0
                ? hide_tag(s, i, end) : k;
        } else if (c == '<' && (blt__is_ascii_letter(blt__byte(s, i + 1))
                                || blt__byte(s, i + 1) == '/')) {
            k = blt__find(s, i, end, ">");
            if (k < end)
                blt__hide(s, i, k + 1);
            i = k < end ? k + 1 : i + 1;
        } else if (c == '_' && (k = blt__dunder_end(s, i, end)) > i) {
            blt__hide_code(s, i, k);
            i = k;
        } else {
            i++;
        }
    }
}

/* Whether the tag at i is in a list. */
static int
tag_in(const blt__scanner *s, const char *list, size_t i, size_t end)
{
    return (blt__byte(s, i) == '@' || blt__byte(s, i) == '\\')
        && blt__list_index(list, s->p + i + 1, tag_end(s, i, end) - i - 1)
           != 0;
}

/* Whether the line with text from i on ends the verbatim block. */
static int
ends_block(const blt__scanner *s, size_t i, size_t end)
{
    switch (s->at->mark) {
    case '`':
    case '~':
        return blt__byte(s, i) == s->at->mark
            && blt__run(s, i, end) >= s->at->length;
    case 'p':
        return blt__find(s, i, end, "</pre>") < end;
    case 'e':
        return blt__byte(s, i) == '@' || blt__find(s, i, end, "*/") < end;
    default:
        return tag_in(s, closing, i, end);
    }
}

/* Whether it begins one; sets mark and length. */
static int
begins_block(blt__scanner *s, size_t i, size_t end)
{
    uint8_t c = blt__byte(s, i);
    size_t n = c == '`' || c == '~' ? blt__run(s, i, end) : 0;

    if (n >= 3 && memchr(s->p + i + n, c, end - i - n) == NULL) {
        s->at->mark = c;
        s->at->length = n < 255 ? (uint8_t)n : 255;
        return 1;
    }
    if (blt__find(s, i, end, "<pre") < end
        && blt__find(s, i, end, "</pre>") == end) {
        s->at->mark = 'p';
        return 1;
    }
    s->at->mark = tag_in(s, "example", i, end) ? 'e'
        : tag_in(s, opening, i, end) ? '@' : 0;
    return s->at->mark != 0;
}

/* Where the text of a line begins: after // * # ;; -- and spaces. */
static size_t
after_decoration(const blt__scanner *s, size_t i, size_t end)
{
    while (i < end && (s->p[i] == ' ' || s->p[i] == '\t'))
        i++;
    while (i < end && s->p[i] != 0 && strchr("/*#;!-<", s->p[i]) != NULL
           && (s->p[i] != '<' || s->p[i - (i > 0)] == '/'
               || s->p[i - (i > 0)] == '*'))
        i++;
    while (i < end && (s->p[i] == ' ' || s->p[i] == '\t'))
        i++;
    return i;
}

void
blt__lex_comment(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        size_t from;

        l = blt__line_at(s, i);
        from = after_decoration(s, i, l.end);
        if (s->at->in == BLT__IN_FENCE) {
            if (!ends_block(s, from, l.end)) {
                blt__hide_code(s, i, l.end);
                continue;
            }
            s->at->in = 0;
            if (s->at->mark != 'e') {
                blt__hide(s, i, l.end);
                continue;
            }
        }
        if (begins_block(s, from, l.end)) {
            s->at->in = BLT__IN_FENCE;
            blt__hide(s, from, l.end);
        } else if (blt__is_code_line(s, from, l.end)
                   || blt__opens(s, from, ">>> ")) {
            blt__hide_code(s, from, l.end);
        } else {
            text(s, from, l.end);
        }
    }
}
