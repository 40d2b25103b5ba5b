/* The output of a view, apart from view.c because the kinds that view.c refers
 * to write with it. */
#include "config.h"
#include "report/view.h"

blt_status
blt_view_flush(blt_view *v, blt_error *err)
{
    int failed = v->out.failed;
    blt_status s = BLT_OK;

    if (!failed && v->out.n > 0)
        s = v->write(v->user, v->out.p, v->out.n, err);
    if (s != BLT_OK)
        return s;
    blt__buf_clear(&v->out);
    return failed ? blt__fail_memory(err, "view") : BLT_OK;
}
