/* Parses a command line by the command's table of options.  The same table
 * feeds --help, the completions and the test of the man page. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/inside.h"

/* The option called s[0 .. n), or the only one that starts so. */
static const cli_option *
find_long(const cli_command *c, const char *s, size_t n)
{
    const cli_option *o, *found = NULL;

    if (n == strlen(cli__completion_option.name)
        && memcmp(s, cli__completion_option.name, n) == 0)
        return &cli__completion_option;
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
        if (strncmp(o->name, s, n) != 0)
            continue;
        if (o->name[n] == '\0')
            return o;
        if (found != NULL)
            cli_usage("--%.*s: could be --%s or --%s", (int)n, s, found->name,
                      o->name);
        found = o;
    }
    if (found == NULL || n == 0)
        cli_usage("--%.*s: no such option", (int)n, s);
    return found;
}

static const cli_option *
find_letter(const cli_command *c, char letter)
{
    const cli_option *o;

    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++)
        if (o->letter == letter)
            return o;
    cli_usage("-%c: no such option", letter);
}

/* ---- values ------------------------------------------------------------ */

static void
check_range(const cli_option *o, const char *value, double x)
{
    if ((o->min != 0 || o->max != 0) && !(x >= o->min && x <= o->max))
        cli_usage("--%s: %s: not in the range %.15g to %.15g", o->name, value,
                  o->min, o->max);
}

static int64_t
parse_int(const cli_option *o, const char *value)
{
    char *end;
    long long x;

    errno = 0;
    x = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || strchr(" \t\n", value[0]) != NULL)
        cli_usage("--%s: %s: not a whole number", o->name, value);
    if (errno != 0)
        cli_usage("--%s: %s: too large", o->name, value);
    check_range(o, value, (double)x);
    return x;
}

/* A finite number; *end is what follows it. */
static double
parse_real(const cli_option *o, const char *value, char **end)
{
    double x;

    errno = 0;
    x = strtod(value, end);
    if (*end == value || strchr(" \t\n", value[0]) != NULL || !isfinite(x)
        || strpbrk(value, "xX") != NULL)
        cli_usage("--%s: %s: not a number", o->name, value);
    return x;
}

/* The limits are in bits; the library's unit is nats.  "1.335nats" gives
 * exactly that float, as a model's config.json would. */
static float
parse_bits(const cli_option *o, const char *value)
{
    char *end;
    double x = parse_real(o, value, &end), ln2 = 0.693147180559945309417;

    if (strcmp(end, "nats") == 0) {
        check_range(o, value, x / ln2);
        return strtof(value, NULL);
    }
    if (*end != '\0' && strcmp(end, "bits") != 0)
        cli_usage("--%s: %s: \"%s\" is neither bits nor nats", o->name,
                  value, end);
    check_range(o, value, x);
    return (float)(x * ln2);
}

static int
parse_choice(const cli_option *o, const char *value)
{
    const char *p = o->arg;
    size_t n = strlen(value);

    for (int i = 0;; i++) {
        size_t len = strcspn(p, "|");

        if (len == n && memcmp(p, value, n) == 0)
            return i;
        if (p[len] == '\0')
            cli_usage("--%s: %s: not one of %s", o->name, value, o->arg);
        p += len + 1;
    }
}

void
cli_list_add(cli_list *list, const char *value)
{
    list->item = cli_grow(list->item, &list->cap, list->n + 1,
                          sizeof *list->item);
    list->item[list->n++] = value;
}

static void
set_option(const cli_option *o, const char *value)
{
    const char *why;
    char *end;
    double x;

    if (o->seen != NULL)
        *o->seen = 1;
    switch (o->kind) {
    case CLI_FLAG:
        *(int *)o->into = 1;
        return;
    case CLI_TEXT:
    case CLI_MAYBE:
        *(const char **)o->into = value;
        return;
    case CLI_INT:
        *(int64_t *)o->into = parse_int(o, value);
        return;
    case CLI_REAL:
        x = parse_real(o, value, &end);
        if (*end != '\0')
            cli_usage("--%s: %s: not a number", o->name, value);
        check_range(o, value, x);
        *(double *)o->into = x;
        return;
    case CLI_BITS:
        *(float *)o->into = parse_bits(o, value);
        return;
    case CLI_CHOICE:
        *(int *)o->into = parse_choice(o, value);
        return;
    case CLI_LIST:
        cli_list_add(o->into, value);
        return;
    case CLI_CALL:
        why = (*(cli_call *const *)o->into)(value);
        if (why != NULL)
            cli_usage("--%s: %s: %s", o->name, value, why);
        return;
    }
}

/* ---- the command line -------------------------------------------------- */

/* argv[i] is --name, --name=value or --name value; returns how many words
 * it took. */
static int
take_long(const cli_command *c, int argc, char **argv, int i)
{
    const char *s = argv[i] + 2, *value = strchr(s, '=');
    const cli_option *o = find_long(c, s, value ? (size_t)(value - s)
                                                : strlen(s));

    if (o->kind == CLI_FLAG) {
        if (value != NULL)
            cli_usage("--%s: takes no value", o->name);
        set_option(o, NULL);
        return 1;
    }
    if (value != NULL) {
        set_option(o, value + 1);
        return 1;
    }
    if (o->kind == CLI_MAYBE) {
        set_option(o, "");
        return 1;
    }
    if (i + 1 >= argc)
        cli_usage("--%s: wants a value, %s", o->name, o->arg);
    set_option(o, argv[i + 1]);
    return 2;
}

/* argv[i] is -x, -xVALUE, -x VALUE, or flags run together: -xyz. */
static int
take_letters(const cli_command *c, int argc, char **argv, int i)
{
    for (const char *s = argv[i] + 1; *s != '\0'; s++) {
        const cli_option *o = find_letter(c, *s);

        if (o->kind == CLI_FLAG) {
            set_option(o, NULL);
            continue;
        }
        if (s[1] != '\0' || o->kind == CLI_MAYBE) {
            set_option(o, s + 1);
            return 1;
        }
        if (i + 1 >= argc)
            cli_usage("-%c: wants a value, %s", *s, o->arg);
        set_option(o, argv[i + 1]);
        return 2;
    }
    return 1;
}

/* Moves argv[i .. i + n) down to argv[to]. */
static void
move_words(char **argv, int to, int i, int n)
{
    for (int k = 0; k < n; k++, i++, to++) {
        char *word = argv[i];

        memmove(argv + to + 1, argv + to, (size_t)(i - to) * sizeof *argv);
        argv[to] = word;
    }
}

int
cli_parse(const cli_command *c, int argc, char **argv)
{
    int i, first = 1;       /* argv[first .. i) are operands */

    cli__name = c->name;
    cli__output_begin();
    for (i = 1; i < argc;) {
        int n;

        if (argv[i][0] != '-' || argv[i][1] == '\0') {
            i++;
            continue;
        }
        if (strcmp(argv[i], "--") == 0) {
            move_words(argv, first++, i, 1);
            break;
        }
        n = argv[i][1] == '-' ? take_long(c, argc, argv, i)
                              : take_letters(c, argc, argv, i);
        move_words(argv, first, i, n);
        first += n;
        i += n;
    }
    if (cli__want_help || cli__want_version || cli__want_completion != NULL) {
        if (cli__want_help)
            cli__help(c);
        else if (cli__want_version)
            printf("%s (blt) %s\n", c->name, PACKAGE_VERSION);
        else if (!cli__completion(c, cli__want_completion))
            cli_usage("--completion: %s: not one of %s", cli__want_completion,
                      cli__completion_option.arg);
        cli_end(CLI_OK);
    }
    if (c->operands[0] == '\0' && first < argc)
        cli_usage("%s: takes no operands", argv[first]);
    cli__output_open();
    return first;
}
