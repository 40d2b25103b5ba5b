/* What kind of text a file is, by its name; and languages by theirs. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

/* Ending and blanks between. */
static const struct {
    blt_spell_mode mode;
    const char *endings;
} by_ending[] = {
    { BLT_SPELL_MARKDOWN, "md markdown mdown mkd mdx rmd qmd" },
    { BLT_SPELL_HTML, "html htm xhtml xml svg vue svelte sgml docbook" },
    { BLT_SPELL_TEX, "tex ltx sty cls bib dtx" },
    { BLT_SPELL_EMAIL, "eml mbox mail msg" },
    { BLT_SPELL_CONFIG, "conf cfg ini toml yaml yml json json5 jsonc"
      " properties env desktop service rc" },
    { BLT_SPELL_CODE, "c h cc cpp cxx hh hpp hxx m mm java js mjs cjs jsx ts"
      " tsx go rs cs swift kt kts scala dart php css scss less groovy d v sv"
      " proto glsl cu zig" },
    { BLT_SPELL_CODE_HASH, "sh bash zsh ksh fish py pyi pl pm t rb r jl awk"
      " mk am ac m4 cmake tcl nim ex exs nix sed" },
    { BLT_SPELL_CODE_DASH, "sql lua hs lhs ada adb ads elm vhd vhdl" },
    { BLT_SPELL_CODE_LISP, "lisp lsp cl el scm ss clj cljs edn rkt asm s" },
};

static const struct {
    blt_spell_mode mode;
    const char *name;
} by_name[] = {
    { BLT_SPELL_CODE_HASH, "Makefile" }, { BLT_SPELL_CODE_HASH, "makefile" },
    { BLT_SPELL_CODE_HASH, "GNUmakefile" },
    { BLT_SPELL_CODE_HASH, "Dockerfile" },
    { BLT_SPELL_CODE_HASH, "CMakeLists.txt" },
};

static int
in_list(const char *list, const char *word, size_t n)
{
    while (*list != '\0') {
        size_t k = strcspn(list, " ");

        if (k == n && memcmp(list, word, n) == 0)
            return 1;
        list += k + (list[k] == ' ');
    }
    return 0;
}

/* Returns 0 when the name does not say. */
static int
by_file_name(blt_spell_mode *mode, const char *path)
{
    const char *name = strrchr(path, '/'), *dot;
    char ending[16];
    size_t n;

    name = name != NULL ? name + 1 : path;
    for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
        if (strcmp(name, by_name[i].name) == 0) {
            *mode = by_name[i].mode;
            return 1;
        }
    dot = strrchr(name, '.');
    n = dot != NULL ? strlen(dot + 1) : 0;
    if (n == 0 || n >= sizeof ending)
        return 0;
    for (size_t i = 0; i < n; i++) {
        char c = dot[1 + i];

        ending[i] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    for (size_t i = 0; i < sizeof by_ending / sizeof *by_ending; i++)
        if (in_list(by_ending[i].endings, ending, n)) {
            *mode = by_ending[i].mode;
            return 1;
        }
    return 0;
}

/* "#!/usr/bin/env node" */
static int
by_first_line(blt_spell_mode *mode, const uint8_t *p, size_t n)
{
    const uint8_t *end;

    if (n < 3 || p[0] != '#' || p[1] != '!')
        return 0;
    end = memchr(p, '\n', n);
    n = end != NULL ? (size_t)(end - p) : n;
    *mode = BLT_SPELL_CODE_HASH;
    for (size_t i = 0; i + 4 <= n; i++)
        if (memcmp(p + i, "node", 4) == 0 || memcmp(p + i, "deno", 4) == 0)
            *mode = BLT_SPELL_CODE;
    return 1;
}

static int
is_code(blt_spell_mode mode)
{
    return mode == BLT_SPELL_CODE || mode >= BLT_SPELL_CODE_HASH;
}

blt_spell_mode
spell_mode(const char *name, const uint8_t *p, size_t n)
{
    blt_spell_mode mode = BLT_SPELL_TEXT, want = BLT_SPELL_TEXT;
    int known = by_file_name(&mode, name) || by_first_line(&mode, p, n);

    if (spell.mode == 0)
        return known ? mode : BLT_SPELL_TEXT;
    want = (blt_spell_mode)(spell.mode - 1);
    /* --mode=code: the name says which. */
    return want == BLT_SPELL_CODE && known && is_code(mode) ? mode : want;
}

blt_spell_mode
spell_mode_named(const char *name)
{
    static const struct {
        blt_spell_mode mode;
        const char *names;
    } names[] = {
        { BLT_SPELL_TEXT, "none text nroff url plain" },
        { BLT_SPELL_MARKDOWN, "markdown md" },
        { BLT_SPELL_HTML, "html sgml xml" },
        { BLT_SPELL_CODE, "ccpp code comment c" },
        { BLT_SPELL_CODE_HASH, "perl python sh" },
        { BLT_SPELL_EMAIL, "email mail" },
        { BLT_SPELL_CONFIG, "config debctrl" },
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (in_list(names[i].names, name, strlen(name)))
            return names[i].mode;
    return BLT_SPELL_TEX;
}

/* ---- languages ------------------------------------------------------------- */

/* What ispell's dictionaries are called. */
static const struct { const char *name, *code; } languages[] = {
    { "english", "en" }, { "american", "en" }, { "british", "en" },
    { "canadian", "en" }, { "deutsch", "de" }, { "german", "de" },
    { "ngerman", "de" }, { "swiss", "de" }, { "francais", "fr" },
    { "french", "fr" }, { "castellano", "es" }, { "espanol", "es" },
    { "spanish", "es" }, { "italian", "it" }, { "italiano", "it" },
    { "portuguese", "pt" }, { "portugues", "pt" }, { "brasileiro", "pt_br" },
    { "dutch", "nl" }, { "nederlands", "nl" }, { "dansk", "da" },
    { "danish", "da" }, { "svenska", "sv" }, { "swedish", "sv" },
    { "norsk", "nb" }, { "bokmaal", "nb" }, { "finnish", "fi" },
    { "polish", "pl" }, { "polski", "pl" }, { "czech", "cs" },
    { "slovak", "sk" }, { "slovenian", "sl" }, { "hungarian", "hu" },
    { "romanian", "ro" }, { "russian", "ru" }, { "russianw", "ru" },
    { "ukrainian", "uk" }, { "bulgarian", "bg" }, { "greek", "el" },
    { "turkish", "tr" }, { "catalan", "ca" }, { "default", "auto" },
};

/* "en_US.UTF-8" is en, "pt-BR" pt_br; what we know nothing of stays. */
static size_t
one_language(char *out, const char *name, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (strlen(languages[i].name) == n
            && memcmp(languages[i].name, name, n) == 0) {
            k = strlen(languages[i].code);
            memcpy(out, languages[i].code, k);
            return k;
        }
    for (; k < n && name[k] != '.' && name[k] != '@'; k++) {
        char c = name[k] == '-' ? '_' : name[k];

        out[k] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    if (k >= 5 && out[2] == '_' && memcmp(out, "pt_br", 5) != 0)
        k = 2;
    return k;
}

char *
spell_languages(const char *names)
{
    char *out = malloc(strlen(names) * 5 + 8);
    size_t k = 0;

    if (out == NULL)
        cli_die_memory();
    for (;;) {
        size_t n = strcspn(names, ",");

        k += one_language(out + k, names, n);
        if (names[n] == '\0')
            break;
        out[k++] = ',';
        names += n + 1;
    }
    out[k] = '\0';
    return out;
}
