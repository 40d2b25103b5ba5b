/* Which script a character belongs to; ICU knows.               [UAX 24] */
#include "config.h"
#include <unicode/uscript.h>
#include <blt/script.h>
#include "text/text.h"

int
blt_script_next(int *script, const uint8_t *p, size_t n)
{
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode code;
    uint32_t c;
    int k = blt__utf8_char(&c, p, n);

    if (k <= 0)
        return k;
    code = uscript_getScript((UChar32)c, &error);
    if (U_SUCCESS(error) && code != USCRIPT_COMMON
        && code != USCRIPT_INHERITED && code >= 0
        && code < BLT_SCRIPT_INVALID)
        *script = (int)code;
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
