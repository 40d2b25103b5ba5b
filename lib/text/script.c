/* The script of a character, by ICU.                           [UAX 24] */
#include "config.h"
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <blt/script.h>
#include "text/text.h"

/* BLT_SCRIPT_COMMON also for inherited characters. */
static int
script_of(uint32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode code = uscript_getScript((UChar32)c, &error);

    return U_SUCCESS(error) && code != USCRIPT_INHERITED && code >= 0
        && code < BLT_SCRIPT_INVALID ? (int)code : BLT_SCRIPT_COMMON;
}

int
blt_script_next(int *script, const uint8_t *p, size_t n)
{
    uint32_t c;
    int k = blt__utf8_char(&c, p, n), its;

    if (k <= 0)
        return k;
    its = script_of(c);
    if (its != BLT_SCRIPT_COMMON)
        *script = its;
    return k;
}

/* ---- runs -------------------------------------------------------------- */

enum { BRACKETS = sizeof ((blt_script_run *)0)->bracket
           / sizeof *((blt_script_run *)0)->bracket };

/* If brackets are nested too deeply, the oldest one is dropped. */
static void
open_bracket(blt_script_run *run, uint32_t c)
{
    if (run->open == BRACKETS)
        memmove(run->bracket, run->bracket + 1,
                (size_t)--run->open * sizeof *run->bracket);
    run->bracket[run->open].script = run->script;
    run->bracket[run->open++].close
        = (uint32_t)u_getBidiPairedBracket((UChar32)c);
}

/* The script of the opening bracket; removes it and those inside it. */
static void
close_bracket(blt_script_run *run, uint32_t c)
{
    int i = run->open;

    while (i > 0 && run->bracket[i - 1].close != c)
        i--;
    if (i == 0)
        return;                 /* closes nothing: common as others are */
    run->open = i - 1;
    if (run->bracket[i - 1].script != BLT_SCRIPT_COMMON)
        run->script = run->bracket[i - 1].script;
}

int
blt_script_run_next(blt_script_run *run, int *script, const uint8_t *p,
                    size_t n)
{
    uint32_t c;
    int k = blt__utf8_char(&c, p, n), its;

    if (k <= 0)
        return k;
    its = script_of(c);
    if (its != BLT_SCRIPT_COMMON) {
        run->script = its;
        for (int i = run->open; i > 0
             && run->bracket[i - 1].script == BLT_SCRIPT_COMMON; i--)
            run->bracket[i - 1].script = its;
    } else {
        switch (u_getIntPropertyValue((UChar32)c,
                                      UCHAR_BIDI_PAIRED_BRACKET_TYPE)) {
        case U_BPT_OPEN:
            open_bracket(run, c);
            break;
        case U_BPT_CLOSE:
            close_bracket(run, c);
        }
    }
    *script = run->script;
    if (c == '\n') {            /* a paragraph of nothing else goes on */
        *script = run->script != BLT_SCRIPT_COMMON ? run->script
            : run->before;
        run->before = *script;
        run->script = BLT_SCRIPT_COMMON;
        run->open = 0;
    }
    return k;
}

const char *
blt_script_name(int script)
{
    if (script == BLT_SCRIPT_INVALID)
        return "invalid";
    return script < 0 || script > BLT_SCRIPT_INVALID ? NULL
        : uscript_getName((UScriptCode)script);
}
