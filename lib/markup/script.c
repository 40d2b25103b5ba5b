/* JavaScript and its relatives: regular expressions, and template strings with
 * code in ${...}.
 *
 * State: `depth` template strings are open, each with `brace` open braces in
 * its ${...}.  `before` is the last byte of the piece before. */
#include "config.h"
#include <string.h>
#include "markup/code.h"

static const char operators[] = "return typeof case in of delete void throw new"
    " else do instanceof yield await";

/* Whether an operand may begin at i: a / there opens a regular expression. */
static int
operand_begins(const blt__code *c, size_t i, uint8_t *before)
{
    const blt__scanner *s = c->s;
    size_t from;

    while (i > s->from && s->p[i - 1] <= ' ')
        i--;
    *before = i > s->from ? s->p[i - 1] : s->at->before;
    if (*before == 0 || !blt__is_name_byte(*before))
        return *before == 0 || strchr(")]}\"'`$", *before) == NULL;
    for (from = i; i - from < 16 && blt__is_name_byte(blt__before(s, from));
         from--)
        ;
    return i > from
        && blt__list_index(operators, s->p + from, i - from) != 0;
}

/* After ")" a / divides, but not in "if (x) /['`]/.test(y)", where it would
 * matter: quotes are in it, and what comes after it belongs to an operand. */
static int
is_surely_regex(const blt__scanner *s, size_t i, size_t end)
{
    size_t k = end;

    while (blt__is_ascii_letter(blt__byte(s, k)))
        k++;
    if (blt__byte(s, k) == 0 || strchr(".,;)", blt__byte(s, k)) == NULL)
        return 0;
    for (; i < end; i++)
        if (s->p[i] == '`' || s->p[i] == '"' || s->p[i] == '\'')
            return 1;
    return 0;
}

size_t
blt__code_regex(blt__code *c, size_t i)
{
    const blt__scanner *s = c->s;
    int in_class = 0, operand;
    uint8_t before;
    size_t k;

    operand = operand_begins(c, i, &before);
    if (!operand && before != ')' && before != '}')
        return 0;
    for (k = i + 1; k < s->n && s->p[k] != '\n'; k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == '[')
            in_class = 1;
        else if (s->p[k] == ']')
            in_class = 0;
        else if (s->p[k] == '/' && !in_class)
            return operand || is_surely_regex(s, i, k + 1) ? k + 1 : 0;
    }
    return 0;
}

size_t
blt__code_brace(blt__code *c, size_t i)
{
    blt__lexer_state *at = c->s->at;
    uint8_t *open;

    if (at->depth == 0)
        return 0;
    open = &at->brace[at->depth - 1];
    if (c->s->p[i] == '{') {
        *open += *open < 255;
        return i + 1;
    }
    if (*open > 0) {
        --*open;
        return i + 1;
    }
    at->depth--;
    at->in = BLT__IN_STRING;
    at->mark = '`';
    at->length = 1;
    return i + 1;
}

size_t
blt__code_template(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    blt__lexer_state *at = s->at;
    size_t k = i;

    while (k < s->n && s->p[k] != '`'
           && (s->p[k] != '$' || blt__byte(s, k + 1) != '{'
               || at->depth == sizeof at->brace))
        k += s->p[k] == '\\' ? 2 : 1;
    if (k > s->n)
        k = s->n;
    at->prose |= (uint8_t)blt__has_words(s, i, k);
    if (at->prose) {
        blt__hide_code(s, c->code, i);
        blt__lex_literal(s, i, k);
        c->code = k;
    }
    if (k == s->n)
        return k;
    at->in = 0;
    if (s->p[k] == '`') {
        at->prose = 0;
        return k + 1;
    }
    at->brace[at->depth++] = 0;
    return k + 2;
}
