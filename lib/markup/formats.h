/* The scanners of the formats: each hides what is markup in the piece. */
#ifndef BLT_MARKUP_FORMATS_H
#define BLT_MARKUP_FORMATS_H

#include "markup/scan.h"

void blt__scan_html(blt__scanner *s);           /* html.c */
void blt__scan_markdown(blt__scanner *s);       /* markdown.c */
void blt__scan_tex(blt__scanner *s);            /* tex.c */
void blt__scan_code(blt__scanner *s, blt_spell_mode mode);      /* code.c */
void blt__scan_mail(blt__scanner *s);           /* mail.c */

/* html.c, for Markdown too: hides the tag, the entity or the rest of what
 * at->in says that begins at i.  Returns where text continues; i + 1 when
 * nothing of the kind begins there. */
size_t blt__html_tag(blt__scanner *s, size_t i);

#endif
