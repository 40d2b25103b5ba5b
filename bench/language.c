/* How often the language of a line, or of a paragraph, is detected correctly.
 *
 *     bench/language FINGERPRINTS VALID
 *
 * VALID is a directory of LANG.SOURCE.txt as share/corpus/build makes it;
 * FINGERPRINTS is share/languages, or the directory of libexttextcat. */
#include "config.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/language.h>

enum { FROM_EACH = 40,          /* lines per language, at even distances */
       PARAGRAPH = 300 };       /* bytes to which lines are joined */

/* Names of the corpus and of libexttextcat, and our codes. */
static const char *const same[][2] = {
    { "zh_cn", "zh" }, { "zh_tw", "zh" }, { "zh-Hans", "zh" },
    { "zh-Hant", "zh" }, { "zh-CN", "zh" }, { "zh-TW", "zh" },
    { "zh_lzh", "zh" }, { "lzh", "zh" }, { "pt_br", "pt" }, { "arz", "ar" },
    { "code", "zxx" }, { "sh", "sr" }, { "plt", "mg" }, { "gug", "gn" }
};

static const char *
plain(const char *name)
{
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(same[i][0], name) == 0)
            return same[i][1];
    return name;
}

typedef struct tally { long n, right, unknown; } tally;

static void
ask(tally *t, tally *by_length, blt_language *l, const char *want,
    const char *text)
{
    size_t n = strlen(text), k = 0;
    const char *got = plain(blt_language_guess(l, (const uint8_t *)text, n));
    tally *both[2] = { t, by_length };

    while (k < 4 && n >= (size_t)64 << k)
        k++;
    both[1] += k;
    for (int i = 0; i < 2; i++) {
        both[i]->n++;
        both[i]->right += strcmp(got, want) == 0;
        both[i]->unknown += strcmp(got, "und") == 0;
    }
}

static void
show(const char *name, const tally *t)
{
    if (t->n > 0)
        printf("%-24s %6ld  right %5.1f %%  und %5.1f %%  wrong %5.1f %%\n",
               name, t->n, 100.0 * (double)t->right / (double)t->n,
               100.0 * (double)t->unknown / (double)t->n,
               100.0 * (double)(t->n - t->right - t->unknown)
               / (double)t->n);
}

/* Every FROM_EACH-th piece of a file of at least `least` bytes. */
static void
ask_file(tally *t, tally *by_length, blt_language *l, const char *path,
         const char *want, size_t least, long share)
{
    char *line = NULL, text[65536];
    size_t room = 0, have = 0;
    long pieces = 0, step, i = 0;
    FILE *f = fopen(path, "r");

    if (f == NULL)
        return;
    for (int pass = 0; pass < 2; pass++) {
        step = pieces / share > 0 ? pieces / share : 1;
        rewind(f);
        have = 0;
        while (getline(&line, &room, f) > 0) {
            size_t n = strlen(line);

            if (n < 2 || n >= sizeof text - have)
                continue;
            memcpy(text + have, line, n + 1);
            have += n;
            if (have < least)
                continue;
            if (pass == 0)
                pieces++;
            else if (i++ % step == 0 && i / step < share)
                ask(t, by_length, l, want, text);
            have = 0;
        }
    }
    free(line);
    fclose(f);
}

static int
wanted(const struct dirent *e)
{
    return strstr(e->d_name, ".txt") != NULL;
}

int
main(int argc, char **argv)
{
    static const char *const lengths[] = {
        "under 64 bytes", "64 to 127", "128 to 255", "256 to 511", "more"
    };
    const char *thirty = " ar bg ca cs da de el en es et fi fr he hr hu id it"
        " ja ko lt lv nb nl pl pt ro ru sk sl sv tr uk vi zh ";
    struct dirent **e;
    blt_language *l;
    blt_error err;
    int n = argc == 3 ? scandir(argv[2], &e, wanted, alphasort) : -1;

    if (n < 0 || blt_language_open(&l, argv[1], &err) != BLT_OK) {
        fprintf(stderr, "language: %s\n", n < 0
                ? "usage: language FINGERPRINTS VALID" : err.text);
        return 2;
    }
    for (size_t least = 0; least <= PARAGRAPH; least += PARAGRAPH) {
        tally all = { 0 }, large = { 0 }, by_length[5] = { { 0 } };

        for (int i = 0; i < n; i++) {
            char path[4096], name[32];
            long files = 0;
            size_t k = strcspn(e[i]->d_name, ".");
            tally before = all;

            if (k >= sizeof name)
                continue;
            memcpy(name, e[i]->d_name, k);
            name[k] = '\0';
            for (int j = 0; j < n; j++)
                files += strncmp(e[j]->d_name, e[i]->d_name, k + 1) == 0;
            snprintf(path, sizeof path, "%s/%s", argv[2], e[i]->d_name);
            ask_file(&all, by_length, l, path, plain(name), least,
                     FROM_EACH / files + 1);
            snprintf(path, sizeof path, " %s ", plain(name));
            if (strstr(thirty, path) != NULL) {
                large.n += all.n - before.n;
                large.right += all.right - before.right;
                large.unknown += all.unknown - before.unknown;
            }
        }
        printf("%s\n", least == 0 ? "lines" : "paragraphs");
        show("  all languages", &all);
        show("  34 large ones", &large);
        for (int k = 0; k < 5; k++)
            show(lengths[k], &by_length[k]);
    }
    blt_language_close(l);
    return 0;
}
