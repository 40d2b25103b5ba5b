/* The files that people write by hand: error channels, recipes, plans of
 * language data, decision weights.  Each is read, or refused in words. */
#include "config.h"
#include <string.h>
#include <blt/noise.h>
#include "lang/channel_file.h"
#include "langbuild/words_plan.h"
#include "spell/rank_weights.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_file.h"
#include "train/recipe.h"

const char *const fuzz_seeds[] = {
    "share/spell/any.channel", "share/recipes/tiny.recipe",
    "tests/fuzz/seeds/plan.txt", NULL
};

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const char *path = fuzz_file(p, n);
    blt_error err = { BLT_OK, "" };
    blt__channel *c = NULL;
    blt__rank_weights weights;
    blt__recipe recipe;
    blt__words_plan plan;

    if (blt__channel_open(&c, path, &err) == BLT_OK)
        blt__channel_free(c);
    else
        MUST(err.text[0] != '\0');
    err.text[0] = '\0';
    MUST(blt__recipe_read(&recipe, path, &err) == BLT_OK
         || err.text[0] != '\0');
    blt__recipe_free(&recipe);
    err.text[0] = '\0';
    if (blt__words_plan_read(&plan, path, &err) == BLT_OK)
        blt__words_plan_free(&plan);
    else
        MUST(err.text[0] != '\0');
    err.text[0] = '\0';
    MUST(blt__rank_weights_read(&weights, path, &err) == BLT_OK
         || err.text[0] != '\0');
    return 0;
}
