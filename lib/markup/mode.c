/* The mode of a file, by its name or its first line. */
#include "config.h"
#include <string.h>
#include "markup/markup.h"

/* Endings of file names, separated by spaces. */
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

/* Returns 0 when the name does not tell. */
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

/* Returns 0 unless the text begins as "#!/usr/bin/env node" does. */
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

int
blt_spell_mode_detect(blt_spell_mode *mode, const char *path,
                      const uint8_t *p, size_t n)
{
    *mode = BLT_SPELL_TEXT;
    return by_file_name(mode, path) || by_first_line(mode, p, n);
}
