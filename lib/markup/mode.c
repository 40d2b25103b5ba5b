/* The modes: which names and first lines belong to each, and its lexer. */
#include "config.h"
#include <fnmatch.h>
#include <string.h>
#include "markup/lexers.h"

/* Bytes of a name, and of a first line, that are compared.  Derived: longer
 * than what tells. */
enum { MAX_NAME = 128, MAX_FIRST = 256 };

/* names: patterns of fnmatch(3) for a name in lower case, without its
 * directory, separated by spaces.  first: the same for the first line, as it
 * is, separated by newlines.  In a row with `both`, the two must match.  The
 * first row that matches decides; names come before first lines. */
typedef struct format {
    blt_spell_mode mode;
    blt__lexer *lexer;
    const char *names, *first;
    int both;
} format;

static const format formats[] = {
    { BLT_SPELL_TEXT, NULL, "", "", 0 },
    { BLT_SPELL_MARKDOWN, blt__lex_markdown,
      "*.md *.markdown *.mdown *.mkd *.mdx *.rmd *.qmd", "", 0 },
    { BLT_SPELL_HTML, blt__lex_html,
      "*.html *.htm *.xhtml *.xml *.svg *.vue *.svelte *.sgml *.docbook"
      " *.dbk *.xlf *.xliff *.ui *.astro",
      "<!DOCTYPE *\n<!doctype *\n<[?]xml *\n<html*\n<HTML*", 0 },
    { BLT_SPELL_TEX, blt__lex_tex, "*.tex *.ltx *.sty *.cls *.dtx *.latex",
      "\\\\documentclass*\n\\\\documentstyle*\n%*TeX*", 0 },
    { BLT_SPELL_BIBTEX, blt__lex_bibtex, "*.bib", "", 0 },
    { BLT_SPELL_EMAIL, blt__lex_mail, "*.eml *.mbox *.mail *.msg",
      "From *@* ??? ??? *:*\nReturn-Path: *\nReceived: from *\n"
      "Delivered-To: *", 0 },
    { BLT_SPELL_RST, blt__lex_rst, "*.rst *.rest", "", 0 },
    { BLT_SPELL_ASCIIDOC, blt__lex_asciidoc, "*.adoc *.asciidoc *.asc",
      "", 0 },
    { BLT_SPELL_ORG, blt__lex_org, "*.org",
      "*-[*]- mode: org *\n#+TITLE:*\n#+title:*", 0 },
    { BLT_SPELL_ROFF, blt__lex_roff,
      "*.man *.mdoc *.roff *.troff *.nroff *.ms *.me *.tmac",
      ".TH *\n.Dd *\n.\\\\\"*\n'\\\\\"*\n.de *", 0 },
    { BLT_SPELL_ROFF, blt__lex_roff, "*.[1-9] *.[1-9][a-z]* *.n *.l",
      ".*\n'*", 1 },
    { BLT_SPELL_PO, blt__lex_po, "*.po *.pot",
      "msgid \"*\n# * translation*\n# SOME DESCRIPTIVE TITLE*", 0 },
    { BLT_SPELL_SUBTITLES, blt__lex_subtitles, "*.srt *.vtt *.sbv",
      "WEBVTT*", 0 },
    { BLT_SPELL_DIFF, blt__lex_diff, "*.diff *.patch *.dpatch *.rej",
      "diff -*\n--- ?*\nIndex: *\nFrom [0-9a-f][0-9a-f][0-9a-f][0-9a-f]* Mon"
      " Sep 17 *\n[*][*][*] ?*", 0 },
    { BLT_SPELL_CSV, blt__lex_csv, "*.csv *.tsv *.tab", "", 0 },
    { BLT_SPELL_JSON, blt__lex_json,
      "*.json *.json5 *.jsonc *.jsonl *.ndjson *.geojson *.ipynb *.arb"
      " *.webmanifest *.map .eslintrc .babelrc .prettierrc composer.lock",
      "{\n{\"*\n{ \"*", 0 },
    { BLT_SPELL_YAML, blt__lex_yaml, "*.yaml *.yml *.clang-format .clang-tidy"
      " citation.cff", "%YAML *", 0 },
    { BLT_SPELL_CONFIG, blt__lex_config,
      "*.conf *.cfg *.ini *.toml *.properties *.env *.desktop *.service *.rc"
      " *.socket *.timer *.editorconfig .gitconfig .gitmodules *.lock", "", 0 },
    { BLT_SPELL_CODE_SCRIPT, blt__lex_code_script,
      "*.js *.mjs *.cjs *.jsx *.ts *.tsx *.mts *.cts *.php *.css *.scss"
      " *.less *.dart *.groovy *.gradle *.as *.coffee",
      "#!*node*\n#!*deno*\n#!*bun*\n#!*php*", 0 },
    { BLT_SPELL_CODE, blt__lex_code,
      "*.c *.h *.cc *.cpp *.cxx *.c++ *.hh *.hpp *.hxx *.inl *.m *.mm *.java"
      " *.go *.rs *.cs *.swift *.kt *.kts *.scala *.d *.v *.sv *.proto"
      " *.glsl *.hlsl *.cu *.zig *.idl *.vala *.l *.y *.ll *.yy *.dts", "", 0 },
    { BLT_SPELL_CODE_PYTHON, blt__lex_code_python,
      "*.py *.pyi *.pyw *.pyx *.pxd *.bzl *.star sconstruct sconscript"
      " wscript", "#!*python*", 0 },
    { BLT_SPELL_CODE_SHELL, blt__lex_code_shell,
      "*.sh *.bash *.zsh *.ksh *.bats *.ebuild pkgbuild"
      " .bashrc .profile .zshrc", "#!*sh\n#!*sh *\n#!*bats*", 0 },
    { BLT_SPELL_CODE_HASH, blt__lex_code_hash,
      "*.fish *.ac *.m4 *.pl *.pm *.t *.rb *.r *.jl *.awk *.mk *.am *.cmake"
      " *.tcl *.nim"
      " *.ex *.exs *.nix *.sed *.gemspec *.rake *.pod *.ps1 *.psm1 *.spec"
      " *.tf *.hcl *.gn *.bazel *.build *.cr *.raku *.rakumod *.dockerfile"
      " makefile gnumakefile dockerfile containerfile cmakelists.txt rakefile"
      " gemfile vagrantfile brewfile justfile meson.build build workspace"
      " cpanfile .gitignore .gitattributes .dockerignore", "#!*", 0 },
    { BLT_SPELL_CODE_DASH, blt__lex_code_dash,
      "*.sql *.lua *.hs *.lhs *.ada *.adb *.ads *.elm *.vhd *.vhdl *.purs"
      " *.idr *.agda", "", 0 },
    { BLT_SPELL_CODE_LISP, blt__lex_code_lisp,
      "*.lisp *.lsp *.cl *.el *.scm *.ss *.clj *.cljs *.cljc *.edn *.rkt"
      " *.asm *.s *.fnl *.hy *.janet", "", 0 },
};
#define FORMATS (sizeof formats / sizeof *formats)

blt__lexer *
blt__mode_lexer(blt_spell_mode mode)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i].mode == mode)
            return formats[i].lexer;
    return NULL;
}

/* Whether the text matches one of the patterns, separated by `mark`. */
static int
matches(const char *patterns, char mark, const char *text)
{
    const char separator[2] = { mark, '\0' };

    while (*patterns != '\0') {
        size_t k = strcspn(patterns, separator);
        char one[MAX_NAME];

        if (k < sizeof one) {
            memcpy(one, patterns, k);
            one[k] = '\0';
            if (fnmatch(one, text, 0) == 0)
                return 1;
        }
        patterns += k + (patterns[k] == mark);
    }
    return 0;
}

/* The name without its directory, in lower case, without an ending ".in" that
 * another one precedes. */
static void
base_name(char name[MAX_NAME], const char *path)
{
    const char *slash = strrchr(path, '/'), *from = slash ? slash + 1 : path;
    size_t n = strlen(from);

    if (n >= MAX_NAME) {
        from += n - (MAX_NAME - 1);
        n = MAX_NAME - 1;
    }
    for (size_t i = 0; i < n; i++)
        name[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] | 32
                         : from[i]);
    name[n] = '\0';
    if (n > 3 && strcmp(name + n - 3, ".in") == 0
        && memchr(name, '.', n - 3) != NULL)
        name[n - 3] = '\0';
}

static void
first_line(char line[MAX_FIRST], const uint8_t *p, size_t n)
{
    size_t k = 0;

    if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        p += 3;
        n -= 3;
    }
    while (k < n && k < MAX_FIRST - 1 && p[k] != '\n' && p[k] != '\r'
           && p[k] != '\0')
        k++;
    if (k > 0)
        memcpy(line, p, k);
    line[k] = '\0';
}

int
blt_spell_mode_detect(blt_spell_mode *mode, const char *path,
                      const uint8_t *p, size_t n)
{
    char name[MAX_NAME], line[MAX_FIRST];

    base_name(name, path);
    first_line(line, p, n);
    for (size_t i = 0; i < FORMATS; i++) {
        const format *f = &formats[i];

        if (matches(f->names, ' ', name)
            && (!f->both || matches(f->first, '\n', line))) {
            *mode = f->mode;
            return 1;
        }
    }
    for (size_t i = 0; i < FORMATS; i++)
        if (!formats[i].both && matches(formats[i].first, '\n', line)) {
            *mode = formats[i].mode;
            return 1;
        }
    *mode = BLT_SPELL_TEXT;
    return 0;
}
