/* Reporting the progress of a long call, and learning that it is canceled. */
#include "config.h"
#include "base/base.h"
#include "base/monitor.h"

blt_status
blt__monitor_report(const blt__monitor *m, const char *task, uint64_t done,
                    uint64_t total, blt_error *err)
{
    blt_progress p = { sizeof p, task, done, total };
    blt_error own = { BLT_OK, "" };
    blt_status s;

    if (m == NULL || m->fn == NULL)
        return BLT_OK;
    s = m->fn(m->user, &p, &own);
    if (s == BLT_OK)
        return BLT_OK;
    if (own.text[0] == '\0')
        blt__error_set(&own, s, "%s: canceled", task);
    own.status = s;
    if (err != NULL)
        *err = own;
    return s;
}
