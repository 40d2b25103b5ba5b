/* The lexers of the formats, and the table of them. */
#ifndef BLT_MARKUP_LEXERS_H
#define BLT_MARKUP_LEXERS_H

#include "markup/scan.h"

/* mode.c: the lexer of a mode; NULL: all of the text is prose. */
blt__lexer *blt__mode_lexer(blt_spell_mode mode);

blt__lexer blt__lex_html;       /* html.c */
blt__lexer blt__lex_markdown;   /* markdown.c */
blt__lexer blt__lex_tex;        /* tex.c */
blt__lexer blt__lex_bibtex;     /* bibtex.c */
blt__lexer blt__lex_mail;       /* mail.c */
blt__lexer blt__lex_rst;        /* rst.c */
blt__lexer blt__lex_asciidoc;   /* asciidoc.c */
blt__lexer blt__lex_org;        /* org.c */
blt__lexer blt__lex_roff;       /* roff.c */
blt__lexer blt__lex_po;         /* po.c */
blt__lexer blt__lex_subtitles;  /* subtitles.c */
blt__lexer blt__lex_diff;       /* diff.c */
blt__lexer blt__lex_csv;        /* csv.c */
blt__lexer blt__lex_json;       /* json.c */
blt__lexer blt__lex_yaml;       /* yaml.c */

/* code.c, by family of languages */
blt__lexer blt__lex_code;       /* C, C++, Java, Go, Rust ... */
blt__lexer blt__lex_code_script;        /* JavaScript, TypeScript, PHP, CSS */
blt__lexer blt__lex_code_python;
blt__lexer blt__lex_code_hash;  /* Perl, Ruby, make ... */
blt__lexer blt__lex_code_dash;  /* SQL, Lua, Haskell */
blt__lexer blt__lex_code_lisp;
blt__lexer blt__lex_config;     /* INI, TOML, properties */
blt__lexer blt__lex_code_shell; /* shell.c */

/* comment.c: the text of a comment of a program, decoration included. */
blt__lexer blt__lex_comment;
/* Whether the line p[i .. end) of a comment looks like code. */
int blt__is_code_line(const blt__scanner *s, size_t i, size_t end);

/* html.c, for Markdown too: hides the tag, the entity or the rest of what
 * at->in says that begins at i.  Returns where text continues; i + 1 when
 * nothing of the kind begins there. */
size_t blt__html_tag(blt__scanner *s, size_t i);

/* literal.c: hides escapes, conversions and placeholders (\n, %s, {0}, ${x})
 * in p[from .. to); the second also marks the rest as literal. */
void blt__hide_escapes(blt__scanner *s, size_t from, size_t to);
void blt__lex_literal(blt__scanner *s, size_t from, size_t to);

#endif
