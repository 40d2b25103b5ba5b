/* Calibration: of all that is said to be right with some probability, is so
 * large a part right? */
#include "config.h"
#include <inttypes.h>
#include <math.h>
#include "bin/eval/eval.h"

void
eval_bins_add(eval_bin *b, double said, int right)
{
    b += said < 1 ? (int)(said * EVAL_BINS) : EVAL_BINS - 1;
    b->n++;
    b->said += said;
    b->right += right;
}

/* What said and share differ by, the bins by their findings. */
static double
calibration_error(const eval_bin *b, int64_t *n)
{
    double error = 0;

    *n = 0;
    for (int i = 0; i < EVAL_BINS; i++) {
        *n += b[i].n;
        error += fabs((double)b[i].right - b[i].said);
    }
    return *n > 0 ? error / (double)*n : 0;
}

static void
put_bins(const eval_bin *b)
{
    int64_t n;
    double error = calibration_error(b, &n);

    printf("\nsaid    findings   mean  right\n");
    for (int i = 0; i < EVAL_BINS; i++) {
        printf("%.1f-%.1f %8" PRId64, (double)i / EVAL_BINS,
               (double)(i + 1) / EVAL_BINS, b[i].n);
        eval_put_ratio(6, 3, b[i].said, (double)b[i].n);
        eval_put_ratio(6, 3, (double)b[i].right, (double)b[i].n);
        putchar('\n');
    }
    printf("expected calibration error %.4f of %" PRId64 "\n", error, n);
}

static void
json_bins(const eval_bin *b)
{
    int64_t n;
    double error = calibration_error(b, &n);

    printf(",\"calibration\":{\"findings\":%" PRId64 ",\"error\":%.9g"
           ",\"bins\":[", n, error);
    for (int i = 0; i < EVAL_BINS; i++) {
        printf("%s{\"findings\":%" PRId64, i > 0 ? "," : "", b[i].n);
        eval_json_ratio("said", b[i].said, (double)b[i].n);
        eval_json_ratio("right", (double)b[i].right, (double)b[i].n);
        putchar('}');
    }
    printf("]}");
}

void
eval_bins_put(const eval_bin *b)
{
    if (eval.format == EVAL_TEXT)
        put_bins(b);
    else
        json_bins(b);
}
