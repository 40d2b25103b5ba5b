/* HTML and XML: tags are hidden, except the values of alt, title and the like,
 * and so is the content of <script>, <style>, <pre> and similar elements, and
 * of those with translate="no".  `lang` declares the language of an element;
 * entities for letters are read as letters.  Markdown has tags too.  By hand:
 * Gumbo builds a tree of the whole document, and libxml2's push parser does
 * not tell where an attribute or an entity was.
 *
 * State: in TAG, VALUE, ELEMENT, REMARK; mark: the element, with PROSE_VALUE;
 * hash: its name; lang, brace[0]: what its attributes declare; open[]: the
 * elements that declare a language or that nothing is translated. */
#include "config.h"
#include <string.h>
#include "base/hash.h"
#include "markup/lexers.h"
#include "text/text.h"

static const char verbatim_elements[] = "script style pre code kbd samp var"
    " tt svg math textarea template object";
static const char prose_attributes[] = "alt title placeholder aria-label"
    " summary label";

#define PROSE_VALUE 0x80     /* in mark, with the number of the element */

/* brace[0]: what is known of the tag so far. */
enum { CLOSING = 1, NO_TRANSLATION = 2, IS_LANG = 4, IS_TRANSLATE = 8,
       IS_CLASS = 16, EMPTY = 32 };

/* Elements that their next sibling of the same name closes, and those without
 * an end tag. */
static const char siblings[] = "p li dt dd tr td th option";
static const char void_elements[] = "br hr img input meta link area base col"
    " embed source track wbr";

static int
name_byte(uint8_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9')
        || c == '-' || c == ':';
}

static size_t
name_end(const blt__scanner *s, size_t i)
{
    while (i < s->n && name_byte(s->p[i]))
        i++;
    return i;
}

/* ---- entities -------------------------------------------------------------- */

/* U+00C0 to U+00FF; "-" for those that are no letters. */
static const char latin1[] = "Agrave Aacute Acirc Atilde Auml Aring AElig"
    " Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde"
    " Ograve Oacute Ocirc Otilde Ouml - Oslash Ugrave Uacute Ucirc Uuml Yacute"
    " THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave"
    " eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc"
    " otilde ouml - oslash ugrave uacute ucirc uuml yacute thorn yuml";
static const struct { char name[8]; uint16_t c; } letters[] = {
    { "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 },
    { "scaron", 0x161 }, { "Yuml", 0x178 }, { "rsquo", '\'' },
    { "apos", '\'' }, { "shy", 0xad }, { "zwnj", 0x200c }
};

/* The character of a numeric entity, after its #. */
static uint32_t
number(const uint8_t *p, size_t n)
{
    int hex = n > 0 && (p[0] | 32) == 'x';
    uint32_t c = 0;

    for (size_t i = (size_t)hex; i < n && c < 0x110000; i++) {
        uint32_t d = p[i] <= '9' ? p[i] - (uint32_t)'0'
            : (p[i] | 32u) - 'a' + 10;

        if (d >= (hex ? 16u : 10u))
            return 0;
        c = c * (hex ? 16 : 10) + d;
    }
    return c == 0x2019 || c == 0x2bc ? '\'' : c;
}

/* The letter or apostrophe that the entity &p[0 .. n); is, 0xad for a soft
 * hyphen, 0 for what is none of these. */
static uint32_t
letter(const uint8_t *p, size_t n)
{
    uint32_t c = 0xc0;

    if (n > 1 && p[0] == '#') {
        c = number(p + 1, n - 1);
        return c == '\'' || c == 0xad || (c > 0 && c < 0x110000
            && (blt__char_class(c) & (BLT__LETTER | BLT__ACCENT))) ? c : 0;
    }
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strlen(letters[i].name) == n && !memcmp(letters[i].name, p, n))
            return letters[i].c;
    for (const char *q = latin1; *q != '\0'; c++) {
        size_t k = strcspn(q, " ");

        if (k == n && memcmp(q, p, n) == 0)
            return c;
        q += k + (q[k] == ' ');
    }
    return 0;
}

/* The end of the entity at i, after its ";"; i when there is none. */
static size_t
entity_end(const blt__scanner *s, size_t i)
{
    size_t end = i + 1, most = s->n - i < 34 ? s->n : i + 34;

    if (end < most && s->p[end] == '#')
        end++;
    while (end < most && name_byte(s->p[end]) && s->p[end] != '-')
        end++;
    return end == i + 1 || end == most || s->p[end] != ';' ? i : end + 1;
}

/* Lets the word with an entity at i read as it looks: f&uuml;r reads für.
 * Returns its end. */
static size_t
read_word(blt__scanner *s, size_t i)
{
    size_t from = i, to, n = 0, end;
    uint8_t form[128];

    while (from > 0 && blt__is_letter_byte(s->p[from - 1]))
        from--;
    for (to = from; to < s->n && n + 4 < sizeof form; to = end) {
        uint32_t c;

        if (blt__is_letter_byte(s->p[to])) {
            end = to + 1;
            form[n++] = s->p[to];
            continue;
        }
        end = s->p[to] == '&' ? entity_end(s, to) : to;
        c = end > to ? letter(s->p + to + 1, end - to - 2) : 0;
        if (c == 0 || (c == '\'' && (n == 0 || !blt__is_letter_byte(
                blt__byte(s, end)))))
            break;
        if (c != 0xad)
            n += blt__utf8_put(form + n, c);
    }
    blt__read_as(s, from, to, form, n);
    return to;
}

/* An entity is a letter of a word, or separates words. */
static size_t
hide_entity(blt__scanner *s, size_t i)
{
    size_t end = entity_end(s, i), to;
    uint32_t c = end > i ? letter(s->p + i + 1, end - i - 2) : 0;

    if (end == i)
        return i + 1;
    if (c == 0) {
        blt__hide_part(s, i, end);
        return end;
    }
    to = read_word(s, i);
    if (to < end) {                     /* a quotation mark */
        blt__hide_part(s, i, end);
        return end;
    }
    return to;
}

/* ---- elements that declare something ---------------------------------------- */

/* The innermost of them; NULL: none. */
static blt__html_open *
innermost(const blt__scanner *s)
{
    blt__html_open *open = s->at->open;
    int k = BLT__HTML_OPEN;

    while (k > 0 && open[k - 1].name == 0)
        k--;
    return k > 0 ? open + k - 1 : NULL;
}

/* A tag has ended. */
static void
end_tag(blt__scanner *s)
{
    blt__lexer_state *at = s->at;
    blt__html_open *in = innermost(s);
    unsigned flags = at->brace[0];
    int same = in != NULL && in->name == at->hash;

    at->brace[0] = 0;
    if (flags & CLOSING) {
        if (same && in->nested > 0)
            in->nested--;
        else if (same)
            *in = (blt__html_open){ 0 };
        return;
    }
    if (same && (flags & EMPTY) == 0) {
        if (at->depth)                  /* a sibling */
            *in = (blt__html_open){ 0 };
        else
            in->nested += in->nested < 255;
        in = innermost(s);
    }
    if ((at->lang != 0 || (flags & NO_TRANSLATION)) && (flags & EMPTY) == 0) {
        blt__html_open *next = in != NULL ? in + 1 : at->open;

        if (next < at->open + BLT__HTML_OPEN)
            *next = (blt__html_open){
                .name = at->hash,
                .lang = at->lang != 0 ? at->lang : in != NULL ? in->lang : 0,
                .off = (flags & NO_TRANSLATION) || (in != NULL && in->off)
            };
    }
    at->lang = 0;
}

/* An attribute's value. */
static void
take_value(blt__scanner *s, size_t from, size_t to)
{
    blt__lexer_state *at = s->at;

    if (at->brace[0] & IS_LANG)
        at->lang = blt__lang_pack(s->p + from, to - from);
    if (((at->brace[0] & IS_TRANSLATE) && to - from == 2
         && blt__starts_with(s, from, "no"))
        || ((at->brace[0] & IS_CLASS)
            && blt__find(s, from, to, "notranslate") < to))
        at->brace[0] |= NO_TRANSLATION;
    at->brace[0] &= (uint8_t)~(IS_LANG | IS_TRANSLATE | IS_CLASS);
}

/* The flags of an attribute that matters. */
static unsigned
attribute(const uint8_t *name, size_t n)
{
    static const char list[] = "lang xml:lang translate class";
    static const uint8_t flags[] = { 0, IS_LANG, IS_LANG, IS_TRANSLATE,
                                     IS_CLASS };

    return flags[blt__list_index(list, name, n)];
}

/* Text between tags. */
static void
mark_text(blt__scanner *s, size_t from, size_t to)
{
    const blt__html_open *in = innermost(s);

    if (in == NULL || from >= to)
        return;
    if (in->off)
        blt__hide(s, from, to);
    else if (in->lang != 0)
        blt__mark_lang(s, from, to, in->lang);
}

/* ---- tags -------------------------------------------------------------------- */

/* Hides a tag from i to its > or to the quote of a value. */
static size_t
hide_attributes(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t from = i, name = i, name_n = 0;

    for (; i < s->n; i++) {
        uint8_t c = s->p[i];

        if (c == '>') {
            int closed = i > from && s->p[i - 1] == '/';

            at->in = at->mark != 0 && !closed ? BLT__IN_ELEMENT : 0;
            at->brace[0] |= closed ? EMPTY : 0;
            end_tag(s);
            blt__hide(s, from, i + 1);
            return i + 1;
        }
        if (c == '"' || c == '\'') {
            at->in = BLT__IN_VALUE;
            at->length = c;
            if (name_n > 0
                && blt__list_index(prose_attributes, s->p + name, name_n) != 0)
                at->mark |= PROSE_VALUE;
            if (name_n > 0)
                at->brace[0] |= (uint8_t)attribute(s->p + name, name_n);
            blt__hide(s, from, i + 1);
            return i + 1;
        }
        if (name_byte(c)) {
            name = i;
            i = name_end(s, i);
            if (name_n == SIZE_MAX) {           /* lang=de */
                take_value(s, name, i);
                name_n = 0;
            } else {
                name_n = i - name;
            }
            i--;
        } else if (c == '=' && name_n > 0 && blt__is_name_byte(
                       blt__byte(s, i + 1))) {
            at->brace[0] |= (uint8_t)attribute(s->p + name, name_n);
            name_n = SIZE_MAX;
        } else if (c != '=' && c != ' ' && c != '\t') {
            name_n = 0;
        }
    }
    blt__hide(s, from, i);
    return i;
}

static size_t
hide_value(blt__scanner *s, size_t i)
{
    const uint8_t *quote = memchr(s->p + i, s->at->length, s->n - i);
    size_t end = quote != NULL ? (size_t)(quote - s->p) : s->n;

    take_value(s, i, end);
    if ((s->at->mark & PROSE_VALUE) == 0)
        blt__hide(s, i, end);
    if (quote == NULL)
        return end;
    s->at->in = BLT__IN_TAG;
    s->at->mark &= (uint8_t)~PROSE_VALUE;
    return end + 1;
}

/* Hides the content of an element up to its end tag. */
static size_t
hide_element(blt__scanner *s, size_t from)
{
    size_t i = from;

    while (i < s->n) {
        const uint8_t *open = memchr(s->p + i, '<', s->n - i);

        if (open == NULL)
            break;
        i = (size_t)(open - s->p) + 1;
        if (i < s->n && s->p[i] == '/'
            && blt__list_index(verbatim_elements, s->p + i + 1,
                               name_end(s, i + 1) - i - 1) == s->at->mark) {
            blt__hide(s, from, i);
            s->at->in = BLT__IN_TAG;
            s->at->mark = 0;
            return i;
        }
    }
    blt__hide(s, from, s->n);
    return s->n;
}

static size_t
hide_comment(blt__scanner *s, size_t from)
{
    size_t i = from;

    while (i + 2 < s->n && memcmp(s->p + i, "-->", 3) != 0)
        i++;
    if (i + 2 < s->n) {
        i += 3;
        s->at->in = 0;
    } else {
        i = s->n;
    }
    blt__hide(s, from, i);
    return i;
}

/* A tag with the name p[i .. end) begins. */
static void
begin_tag(blt__scanner *s, size_t i, size_t end)
{
    blt__lexer_state *at = s->at;
    const uint8_t *name = s->p + i;
    uint64_t h = BLT__HASH_START;

    for (size_t k = i; k < end; k++)
        h = blt__hash_add(h, s->p[k] | 32u);
    at->hash = (uint32_t)blt__hash_fold(h) | 1;
    at->mark = (uint8_t)blt__list_index(verbatim_elements, name, end - i);
    at->depth = blt__list_index(siblings, name, end - i) != 0;
    at->brace[0] = blt__list_index(void_elements, name, end - i) != 0
        ? EMPTY : 0;
    at->lang = 0;
    at->in = BLT__IN_TAG;
}

size_t
blt__html_tag(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t from = i;
    uint8_t c;

    if (at->in == 0) {
        if (s->p[i] == '&')
            return hide_entity(s, i);
        c = ++i < s->n ? s->p[i] : 0;
        if (s->n - from >= 4 && memcmp(s->p + from, "<!--", 4) == 0) {
            at->in = BLT__IN_REMARK;
            i = from + 4;
        } else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
            size_t end = name_end(s, i);

            begin_tag(s, i, end);
            i = end;
        } else if (c == '/' || c == '!' || c == '?') {
            begin_tag(s, i + 1, name_end(s, i + 1));
            at->mark = 0;
            at->brace[0] = c == '/' ? CLOSING : EMPTY;
        } else {
            return from + 1;
        }
        blt__hide(s, from, i);
    }
    while (i < s->n && at->in != 0)
        switch (at->in) {
        case BLT__IN_TAG: i = hide_attributes(s, i); break;
        case BLT__IN_VALUE: i = hide_value(s, i); break;
        case BLT__IN_ELEMENT: i = hide_element(s, i); break;
        case BLT__IN_REMARK: i = hide_comment(s, i); break;
        default: return i;
        }
    return i;
}

void
blt__lex_html(blt__scanner *s, size_t i)
{
    while (i < s->n) {
        size_t from = i;

        if (s->at->in != 0 || s->p[i] == '<') {
            i = blt__html_tag(s, i);
            continue;
        }
        while (i < s->n && s->p[i] != '<')
            i = s->p[i] == '&' ? hide_entity(s, i) : i + 1;
        mark_text(s, from, i);
    }
}
