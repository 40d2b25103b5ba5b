/* What pcre2_dfa_match() cannot do, or cannot do across calls, by name. */
#include "config.h"
#include <string.h>
#include "text/unsupported.h"

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* After a backslash. */
static const char *
escape(const char *p)
{
    if (is_digit(*p) && *p != '0')
        return "a back reference";
    switch (*p) {
    case 'g': case 'k':
        return "a back reference";
    case 'b': case 'B':
        return "a word boundary (\\b, \\B)";
    case 'R': case 'X':
        return "a sequence of characters (\\R, \\X)";
    case 'C':
        return "a single byte (\\C)";
    case 'G': case 'K':
        return "a position (\\G, \\K)";
    }
    return NULL;
}

/* After "(". */
static const char *
group(const char *p)
{
    static const struct { const char *begins, *name; } named[] = {
        { "*", "a verb" }, { "?=", "a lookahead" }, { "?!", "a lookahead" },
        { "?<=", "a lookbehind" }, { "?<!", "a lookbehind" },
        { "?>", "an atomic group" }, { "?(", "a condition" },
        { "?C", "a callout" }, { "?P=", "a back reference" },
        { "?R", "a recursion" }, { "?&", "a recursion" },
        { "?P>", "a recursion" }, { "?+", "a recursion" }
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strncmp(p, named[i].begins, strlen(named[i].begins)) == 0)
            return named[i].name;
    if (p[0] == '?' && (is_digit(p[1]) || (p[1] == '-' && is_digit(p[2]))))
        return "a recursion";
    return NULL;
}

/* The end of a class that begins after "[". */
static const char *
class_end(const char *p)
{
    if (*p == '^')
        p++;
    if (*p == ']')
        p++;
    for (; *p != '\0' && *p != ']'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        else if (*p == '[' && p[1] == ':' && strstr(p, ":]") != NULL)
            p = strstr(p, ":]") + 1;
    }
    return p;
}

/* Whether the "+" at p makes the quantifier before it possessive. */
static int
is_possessive(const char *atom, const char *p)
{
    return *p == '+' && p > atom + 1 && strchr("*+?}", p[-1]) != NULL;
}

const char *
blt__unsupported(const char *pattern)
{
    const char *what = NULL, *atom = pattern;   /* the end of the last one */

    for (const char *p = pattern; *p != '\0' && what == NULL; p++) {
        if (*p == '\\' && p[1] == 'Q') {
            const char *end = strstr(p, "\\E");

            if (end == NULL)
                return NULL;
            atom = p = end + 1;
        } else if (*p == '\\' && p[1] != '\0') {
            what = escape(++p);
            /* the braces of \p{Lu}, \x{e9} */
            if (what == NULL && p[1] == '{' && strchr("pPxoN", *p) != NULL
                && strchr(p, '}') != NULL)
                p = strchr(p, '}');
            atom = p;
        } else if (*p == '[') {
            p = class_end(p + 1);
            if (*p == '\0')
                return NULL;            /* PCRE2 reports it */
            atom = p;
        } else if (*p == '(') {
            what = group(p + 1);
        } else if (is_possessive(atom, p)) {
            what = "a possessive quantifier";
        }
    }
    return what;
}
