/* Prints sequences as blt-train draws them, one a line, for comparison with
 * the trainer in share/recipes/torch.
 *
 *     draws RECIPE LENGTH COUNT PATH... */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include "train/corpus.h"

static void
print(const int32_t *ids, size_t n)
{
    for (size_t i = 0; i <= n; i++)
        printf("%s%d", i ? " " : "", (int)ids[i]);
    printf("\n");
}

int
main(int argc, char **argv)
{
    static blt__recipe r;
    blt__corpus c;
    blt_error err;
    size_t length, count, lang;
    int32_t *ids;
    char digest[17];

    if (argc < 5)
        return 2;
    length = strtoul(argv[2], NULL, 10);
    count = strtoul(argv[3], NULL, 10);
    ids = calloc(length + 1, sizeof *ids);
    if (ids == NULL)
        return 2;
    if (blt__recipe_read(&r, argv[1], &err) != BLT_OK
        || blt__corpus_open(&c, (const char *const *)argv + 4,
                            (size_t)argc - 4, &r, &err) != BLT_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    blt__corpus_digest(digest, &c);
    printf("%s\n", digest);
    for (size_t i = 0; i < count; i++)      /* some of each, far apart */
        print(ids, blt__corpus_draw(&c, ids, length, &(blt__draw){
                                        (uint64_t)r.seed, (int)(i % 2),
                                        (int64_t)(i * i * 1009), i % 7,
                                        i % 3 == 0 }));
    for (size_t i = 0; i < count; i++) {
        print(ids, blt__corpus_sample(&c, ids, length, i, count, &lang));
        printf("%s\n", c.lang[lang]);
    }
    blt__corpus_close(&c);
    blt__recipe_free(&r);
    free(ids);
    return 0;
}
