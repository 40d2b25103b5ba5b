/* The dispatcher by mode. */
#include "config.h"
#include "markup/markup.h"
#include "markup/formats.h"
#include "markup/exclude.h"

blt_status
blt__markup_hide(blt__tokens *t, const uint8_t *text, size_t n,
                 const blt__markup_options *opt, blt__markup_state *at,
                 blt__buf *words, blt_error *err)
{
    blt__scanner s = { t, 0, text, n, at };
    blt_status status = BLT_OK;

    switch (opt->mode) {
    case BLT_SPELL_TEXT:
        break;
    case BLT_SPELL_HTML:
        blt__scan_html(&s);
        break;
    case BLT_SPELL_MARKDOWN:
        blt__scan_markdown(&s);
        break;
    case BLT_SPELL_TEX:
        blt__scan_tex(&s);
        break;
    case BLT_SPELL_EMAIL:
        blt__scan_mail(&s);
        break;
    case BLT_SPELL_CODE:
    case BLT_SPELL_CONFIG:
    case BLT_SPELL_CODE_HASH:
    case BLT_SPELL_CODE_DASH:
    case BLT_SPELL_CODE_LISP:
        blt__scan_code(&s, opt->mode);
        break;
    }
    at->begun = at->begun || n > 0;
    s.i = 0;
    blt__hide_nonwords(&s);
    if (opt->ignore != NULL)
        status = blt__hide_matches(&s, opt->ignore, err);
    blt__hide_pragmas(&s, words);
    return status != BLT_OK ? status : words->failed
        ? blt__fail_memory(err, "words") : BLT_OK;
}
