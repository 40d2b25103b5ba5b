/* The modes and languages that --mode, --lang and editors name. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

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

/* The modes of SPELL_MODES after "auto". */
static const blt_spell_mode modes[] = {
    BLT_SPELL_TEXT, BLT_SPELL_MARKDOWN, BLT_SPELL_HTML, BLT_SPELL_TEX,
    BLT_SPELL_CODE, BLT_SPELL_EMAIL, BLT_SPELL_CONFIG, BLT_SPELL_RST,
    BLT_SPELL_ASCIIDOC, BLT_SPELL_ORG, BLT_SPELL_ROFF, BLT_SPELL_PO,
    BLT_SPELL_SUBTITLES, BLT_SPELL_DIFF, BLT_SPELL_CSV, BLT_SPELL_JSON,
    BLT_SPELL_YAML, BLT_SPELL_BIBTEX
};

static int
is_code(blt_spell_mode mode)
{
    return mode == BLT_SPELL_CODE
        || (mode >= BLT_SPELL_CODE_HASH && mode <= BLT_SPELL_CODE_SHELL);
}

blt_spell_mode
spell_mode(const char *name, const uint8_t *p, size_t n)
{
    blt_spell_mode mode, want;
    int known = blt_spell_mode_detect(&mode, name, p, n);

    if (spell.mode == 0)
        return mode;
    want = modes[spell.mode - 1];
    /* --mode=code: the file name tells which family of languages. */
    return want == BLT_SPELL_CODE && known && is_code(mode) ? mode : want;
}

blt_spell_mode
spell_mode_named(const char *name)
{
    static const struct {
        blt_spell_mode mode;
        const char *names;
    } names[] = {
        { BLT_SPELL_TEXT, "none text url plain" },
        { BLT_SPELL_ROFF, "nroff roff" },
        { BLT_SPELL_MARKDOWN, "markdown md" },
        { BLT_SPELL_HTML, "html sgml xml" },
        { BLT_SPELL_CODE, "ccpp code comment c" },
        { BLT_SPELL_CODE_HASH, "perl" },
        { BLT_SPELL_CODE_PYTHON, "python" },
        { BLT_SPELL_CODE_SHELL, "sh" },
        { BLT_SPELL_EMAIL, "email mail" },
        { BLT_SPELL_CONFIG, "config debctrl" },
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (in_list(names[i].names, name, strlen(name)))
            return names[i].mode;
    return BLT_SPELL_TEX;
}

/* ---- languages ------------------------------------------------------------- */

/* Names of ispell dictionaries. */
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

/* Writes "en" for "en_US.UTF-8", "pt_br" for "pt-BR"; unknown names pass.
 * Returns the length. */
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
