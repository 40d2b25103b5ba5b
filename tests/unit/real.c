/* Numbers as text in a program that has set a locale: tests/unit/real.t runs it
 * under one with a decimal comma. */
#include "config.h"
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <blt/noise.h>
#include "base/base.h"
#include "base/number.h"
#include "base/real.h"
#include "tests/lib/tap.h"
#include "train/recipe.h"

int
main(void)
{
    const char *top = getenv("top_srcdir");
    blt__buf b = { 0 };
    char text[64], path[1024], *end;
    blt_noise *noise;
    blt__recipe recipe;
    blt_error err;
    double x;

    if (setlocale(LC_ALL, "") == NULL
        || strcmp(localeconv()->decimal_point, ",") != 0) {
        printf("1..0 # SKIP no locale with a decimal comma\n");
        return 0;
    }
    ok(blt__real_parse("1.5x", &end) > 1.4 && *end == 'x', "1.5 is read");
    blt__real_printf(text, sizeof text, "%.2f %g", 1.5, 1e-9);
    ok(strcmp(text, "1.50 1e-09") == 0, "and written");
    blt__buf_printf(&b, "%g", 0.25);
    blt__number_put(&b, 1.5e-7f);
    ok(strcmp(b.p, "0.251.5e-07") == 0, "in a buffer: %s", b.p);
    ok(blt__number_parse(&x, "0.12345678901234567", 19) && x > 0.12,
       "many digits");
    blt__error_set(&err, BLT_EDATA, "%.1f", 0.5);
    ok(strcmp(err.text, "0.5") == 0, "in a message");
    ok(strcmp(localeconv()->decimal_point, ",") == 0,
       "the program keeps its locale");
    snprintf(path, sizeof path, "%s/share/spell/en.channel", top);
    if (blt_noise_new(&noise, path, 0.3, 1, &err) == BLT_OK) {
        ok(1, "a channel file");
        blt_noise_free(noise);
    } else {
        ok(0, "a channel file: %s", err.text);
    }
    snprintf(path, sizeof path, "%s/share/recipes/wren-1.recipe", top);
    ok(blt__recipe_read(&recipe, path, &err) == BLT_OK, "a recipe: %s",
       err.text);
    blt__recipe_free(&recipe);
    blt__buf_free(&b);
    return done_testing();
}
