/* A command of no use but to try what all commands share. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

static int flag, other, choice, seen;
static int64_t count = 7;
static double real = 0.5;
static float bits = 1.0f;
static const char *text = "none";
static cli_list list;

static const char *
even(const char *value)
{
    return strlen(value) % 2 ? "odd" : NULL;
}
static cli_call *const even_call = even;

static const cli_option options[] = {
    { "flag", 'f', CLI_FLAG, &flag, NULL, "a flag", .seen = &seen },
    { "flagrant", 'F', CLI_FLAG, &other, NULL, "another flag" },
    { "count", 'n', CLI_INT, &count, "N", "a number\non two lines",
      .min = 1, .max = 100 },
    { "real", 0, CLI_REAL, &real, "X", "a real", .min = 0, .max = 1 },
    { "bits", 't', CLI_BITS, &bits, "BITS", "a threshold", .min = 0,
      .max = 9 },
    { "choice", 0, CLI_CHOICE, &choice, "red|green|blue", "it's a colour" },
    { "text", 's', CLI_TEXT, &text, "TEXT", "some text" },
    { "list", 0, CLI_LIST, &list, "ITEM", "one of many" },
    { "even", 0, CLI_CALL, (void *)&even_call, "TEXT", "even length" },
    { 0 }
};
static const cli_command command = {
    "blt-probe", "try what all commands share", "[FILE]...", options,
    CLI_OUTPUT | CLI_RAW | CLI_NULL | CLI_COLOR | CLI_PROGRESS | CLI_THREADS
    | CLI_MODEL | CLI_LOCALE, NULL
};

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);

    printf("flag=%d%d seen=%d count=%lld real=%g bits=%.9g choice=%d text=%s"
           " window=%lld z=%d\n", flag, other, seen, (long long)count, real,
           (double)bits, choice, text, (long long)cli.window,
           cli.null_data);
    for (size_t k = 0; k < list.n; k++)
        printf("item=%s\n", list.item[k]);
    for (; i < argc; i++) {
        cli_input in;
        char p[64];
        ptrdiff_t n;
        long long sum = 0;
        int stream;

        if (!cli_open(&in, argv[i]))
            continue;
        stream = cli_is_stream(&in);
        while ((n = cli_read(&in, p, sizeof p)) > 0)
            sum += n;
        if (n < 0)
            cli_read_failed(&in);
        printf("%s: %s of %lld\n", in.document, stream ? "stream" : "text",
               sum);
        cli_close(&in);
    }
    if (strcmp(text, "model") == 0) {
        char *dir = cli_model_path();

        printf("model=%s\n", dir);
        free(dir);
    }
    cli_end(strcmp(text, "no") == 0 ? CLI_NO : CLI_OK);
}
