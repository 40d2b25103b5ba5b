/* The five characters that are markup become references. */
#include "config.h"
#include "report/xml.h"

void
blt__xml_put(blt__buf *b, const void *p, size_t n)
{
    const char *s = p;

    for (size_t i = 0; i < n; i++)
        switch (s[i]) {
        case '&': blt__buf_printf(b, "&amp;"); break;
        case '<': blt__buf_printf(b, "&lt;"); break;
        case '>': blt__buf_printf(b, "&gt;"); break;
        case '"': blt__buf_printf(b, "&quot;"); break;
        case '\'': blt__buf_printf(b, "&#39;"); break;
        default: blt__buf_put(b, s + i, 1);
        }
}
