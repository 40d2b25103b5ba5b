/* A file may hold any bits, so a tensor may hold NaN; a sum of it is NaN, and
 * comparisons with NaN would still give an answer.  Outputs are checked, which
 * costs next to nothing; the tensors, which may be gigabytes, only when an
 * output is bad. */
#include "config.h"
#include <stdint.h>
#include <string.h>
#include "base/base.h"
#include "latent/finite.h"

int
blt__is_finite(const float *x, size_t n)
{
    uint32_t bad = 0;

    for (size_t i = 0; x != NULL && i < n; i++) {
        uint32_t bits;

        memcpy(&bits, &x[i], sizeof bits);
        bad |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return !bad;
}

blt_status
blt__check_finite(const blt_model *m, const char *what, const float *x,
                  size_t n, blt_error *err)
{
    float row[4096];
    const size_t most = sizeof row / sizeof *row;
    blt_tensor_info t = BLT_TENSOR_INFO_INIT;

    if (blt__is_finite(x, n))
        return BLT_OK;
    for (size_t i = 0; blt_model_tensor(m, i, &t); i++) {
        size_t all = (size_t)(t.shape[0] * t.shape[1]);

        for (size_t at = 0; at < all; at += most) {
            size_t k = all - at < most ? all - at : most;

            if (blt_model_numbers(m, i, row, at, k, err) == BLT_OK
                && !blt__is_finite(row, k))
                return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": has"
                                 " numbers that are not finite",
                                 blt_model_name(m), t.name);
        }
    }
    return blt__fail(err, BLT_EDATA, "%s: %s not finite, although all tensors"
                     " are: they overflow", blt_model_name(m), what);
}
