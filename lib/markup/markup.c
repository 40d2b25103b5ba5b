/* What is hidden: by the lexer of the mode, then in all modes. */
#include "config.h"
#include "markup/markup.h"
#include "markup/lexers.h"
#include "markup/exclude.h"

blt_status
blt__markup_hide(blt__tokens *t, const uint8_t *text, size_t n,
                 const blt__markup_options *opt, blt__markup_state *at,
                 blt__buf *words, blt_error *err)
{
    blt__scanner s = { .t = t, .p = text, .n = n, .at = at->level,
                       .levels = BLT__LEXER_LEVELS - 1,
                       .detect = blt_spell_mode_detect,
                       .lexer = blt__mode_lexer };
    blt__lexer *lexer = blt__mode_lexer(opt->mode);
    blt_status status = BLT_OK;

    if (lexer != NULL && n > 0)
        lexer(&s, 0);
    at->level[0].begun = at->level[0].begun || n > 0;
    blt__drop_gone(&s);
    blt__hide_nonwords(&s);
    if (opt->ignore != NULL)
        status = blt__hide_matches(&s, opt->ignore, err);
    blt__hide_pragmas(&s, &at->off, words);
    if (status == BLT_OK && (words->failed || t->forms.failed))
        status = blt__fail_memory(err, "words");
    return status;
}
