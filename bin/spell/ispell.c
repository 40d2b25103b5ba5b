/* The protocol of ispell -a, which editors and mail readers speak.  Input is a
 * line of text, answered by a line for each of its words and an empty one; or
 * a command, by its first character.
 *
 *     *                       the word is correct
 *     & word 2 OFFSET: a, b   it is misspelled, with suggestions
 *     # word OFFSET           it is misspelled, without suggestions
 *
 * OFFSET counts characters of the line as it came, the ^ included. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bin/spell/spell.h"

#define MAX_LINE ((size_t)1 << 20)  /* bytes; longer ones are split.  Derived:
                                       no editor sends them */
#define BANNER "@(#) International Ispell Version 3.1.20 " \
    "(but really blt-spell " PACKAGE_VERSION ")\n"

static blt_speller *speller;
static blt_spell_mode start, mode;     /* at the start; now */
static int terse;

static void
put(const char *s)
{
    cli_put(s, strlen(s));
}

/* ---- text ------------------------------------------------------------------- */

/* A line being answered. */
typedef struct answer {
    spell_piece t;              /* all of the line, for places */
    size_t from;                /* where the text begins: after ^ */
    size_t done;                /* bytes of the text that were answered */
    int isolated;               /* the text is one word */
    int wrong;                  /* and it is misspelled: */
    size_t at, length;
} answer;

/* The length of the letter at p; 0 for characters of no script. */
static size_t
letter(const uint8_t *p, size_t n)
{
    int script = BLT_SCRIPT_COMMON, k;

    if (*p < 0x80)
        return (*p | 32) >= 'a' && (*p | 32) <= 'z';
    k = blt_script_next(&script, p, n);
    return k > 0 && script != BLT_SCRIPT_COMMON ? (size_t)k : 0;
}

static size_t
count_words(const uint8_t *p, size_t n)
{
    size_t words = 0, k;
    int inside = 0;

    for (size_t i = 0; i < n; i += k) {
        k = letter(p + i, n - i);
        if (k > 0) {
            words += !inside;
            inside = 1;
        } else {
            k = 1;
            inside = inside && p[i] == '\'' && i + 1 < n
                && letter(p + i + 1, n - i - 1) > 0;
        }
    }
    return words;
}

/* Prints a star for each word before byte `to` of the text. */
static void
put_correct(answer *a, size_t to)
{
    const uint8_t *p = a->t.p + a->from;

    if (!terse && to > a->done)
        for (size_t n = count_words(p + a->done, to - a->done); n > 0; n--)
            put("*\n");
    a->done = to;
}

static int
in_one_line(const blt_spell_alternative *s)
{
    return memchr(s->text, '\n', s->length) == NULL;
}

static void
put_wrong(answer *a, size_t at, size_t length, const blt_spell_finding *f)
{
    char number[64];
    size_t n = 0;

    for (size_t i = 0; f != NULL && i < f->n; i++)
        n += (size_t)in_one_line(&f->alternative[i]);
    put(n > 0 ? "& " : "# ");
    spell_place(&a->t, a->from + at);
    cli_put(a->t.p + a->from + at, length);
    if (n > 0)
        snprintf(number, sizeof number, " %zu %lld:", n,
                 (long long)a->t.at_column - 1);
    else
        snprintf(number, sizeof number, " %lld",
                 (long long)a->t.at_column - 1);
    put(number);
    n = 0;
    for (size_t i = 0; f != NULL && i < f->n; i++) {
        if (!in_one_line(&f->alternative[i]))
            continue;
        put(n++ > 0 ? ", " : " ");
        cli_put(f->alternative[i].text, f->alternative[i].length);
    }
    put("\n");
}

static int
is_shown(const answer *a, const blt_spell_finding *f)
{
    return f->mistake
        || (f->kind == BLT_SPELL_UNKNOWN
            && (a->isolated || f->wrong >= BLT_SPELL_SHOWN));
}

static blt_status
found(void *user, const blt_spell_finding *f, blt_error *err)
{
    answer *a = user;
    const uint8_t *word = a->t.p + a->from + f->offset;

    (void)err;
    /* An editor looks for a word, as it was sent. */
    if (!is_shown(a, f) || memchr(word, ' ', f->length) != NULL
        || memchr(word, '\n', f->length) != NULL)
        return BLT_OK;
    put_correct(a, f->offset);
    if (a->isolated) {
        a->wrong = 1;
        a->at = f->offset;
        a->length = f->length;
    } else {
        put_wrong(a, f->offset, f->length, f);
    }
    a->done = f->offset + f->length;
    return BLT_OK;
}

/* Suggestions for an isolated word, as it has no context. */
static blt_status
suggested(void *user, const blt_spell_finding *f, blt_error *err)
{
    answer *a = user;

    (void)err;
    if (a->wrong)
        put_wrong(a, a->at, a->length, f);
    a->wrong = 0;
    return BLT_OK;
}

/* The text line[from .. n). */
static void
check(const uint8_t *line, size_t from, size_t n)
{
    answer a = { .t = { .p = line, .n = n, .line = 1, .column = 1,
                        .at_line = 1, .at_column = 1 }, .from = from };
    blt_error err;
    int accepted = 0;

    a.isolated = count_words(line + from, n - from) == 1;
    if (blt_speller_check(speller, line + from, n - from, found, &a, &err)
        != BLT_OK)
        cli_die_from(&err);
    if (a.wrong) {
        const char *word = (const char *)line + from + a.at;

        if (blt_speller_suggest(speller, word, a.length, &accepted,
                                suggested, &a, &err) != BLT_OK)
            cli_die_from(&err);
        if (a.wrong)
            put_wrong(&a, a.at, a.length, NULL);
    }
    put_correct(&a, n - from);
    put("\n");
}

/* ---- commands ------------------------------------------------------------------ */

static void
set_mode(blt_spell_mode to)
{
    if (to != mode)
        speller = spell_speller(to);
    mode = to;
}

static void
accept_lower(const char *word, size_t n)
{
    char *low = malloc(n + 1);

    if (low == NULL)
        cli_die_memory();
    for (size_t i = 0; i < n; i++)
        low[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 32
                        : word[i]);
    spell_accept(low, n, SPELL_PERSONAL);
    free(low);
}

/* Commands of aspell: $$cs NAME,VALUE  $$cr NAME  $$pp  $$ps  $$l
 * $$ra WRONG,RIGHT.  Those without a meaning here are ignored. */
static void
aspell_command(const char *s, size_t n)
{
    char word[64];

    if (n >= sizeof word)
        n = sizeof word - 1;
    memcpy(word, s, n);
    word[n] = '\0';
    if (strcmp(word, "pp") == 0)
        spell_print_words(SPELL_PERSONAL);
    else if (strcmp(word, "ps") == 0)
        spell_print_words(SPELL_SESSION);
    else if (strcmp(word, "l") == 0 || strcmp(word, "cr lang") == 0) {
        put(spell.speller.languages);
        put("\n");
    } else if (strncmp(word, "cr ", 3) == 0)
        put("\n");
    else if (strncmp(word, "cs mode,", 8) == 0)
        set_mode(spell_mode_named(word + 8));
}

/* Returns 0 when the line is text. */
static int
command(const uint8_t *line, size_t n)
{
    const char *word = (const char *)line + 1;
    char name[32];

    while (n > 1 && (line[n - 1] == '\n' || line[n - 1] == '\r'
                     || line[n - 1] == ' '))
        n--;
    switch (line[0]) {
    case '*':
        spell_accept(word, n - 1, SPELL_PERSONAL);
        return 1;
    case '&':
        accept_lower(word, n - 1);
        return 1;
    case '@':
        spell_accept(word, n - 1, SPELL_SESSION);
        return 1;
    case '#':
        spell_save();
        return 1;
    case '!':
    case '%':
        terse = line[0] == '!';
        return 1;
    case '+':
        snprintf(name, sizeof name, "%.*s", (int)(n < 31 ? n - 1 : 30), word);
        set_mode(spell_mode_named(name));
        return 1;
    case '-':
        set_mode(start);
        return 1;
    case '~':
    case '`':
        return 1;
    case '$':
        if (n < 2 || line[1] != '$')
            return 0;
        aspell_command(word + 1, n - 2);
        return 1;
    default:
        return 0;
    }
}

static void
take_line(const uint8_t *line, size_t n)
{
    if (line[0] == '^')
        check(line, 1, n);
    else if (!command(line, n))
        check(line, 0, n);
}

void
spell_ispell(void)
{
    uint8_t *p = calloc(1, MAX_LINE);
    size_t n = 0;
    cli_input in;

    if (p == NULL)
        cli_die_memory();
    if (!cli_open(&in, NULL)) {
        free(p);
        return;
    }
    start = mode = spell_mode("", NULL, 0);
    speller = spell_speller(mode);
    put(BANNER);
    for (;;) {
        size_t at = 0;
        ptrdiff_t got;
        uint8_t *end;

        while ((end = memchr(p + at, '\n', n - at)) != NULL) {
            size_t next = (size_t)(end - p) + 1;

            take_line(p + at, next - at);
            cli_flush();
            at = next;
        }
        if (n - at == MAX_LINE) {        /* too long: answer what there is */
            take_line(p, MAX_LINE);
            at = n;
        }
        memmove(p, p + at, n - at);
        n -= at;
        cli_flush();
        got = cli_read(&in, p + n, MAX_LINE - n);
        if (got < 0)
            cli_read_failed(&in);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    if (n > 0)
        take_line(p, n);
    cli_close(&in);
    free(p);
}

/* ---- the command line -------------------------------------------------------------- */

static char *
join(const char *option, const char *value)
{
    size_t n = strlen(option) + strlen(value) + 1;
    char *p = malloc(n);

    if (p == NULL)
        cli_die_memory();
    snprintf(p, n, "%s%s", option, value);
    return p;
}

/* Appends to out[*n] what argv[i] and argv[i + 1] become.  Returns how many
 * arguments were taken. */
static int
translate(char **out, int *n, char **argv, int i, int argc)
{
    static char lang[] = "--lang", personal[] = "--personal";
    const char *s = argv[i];
    int value = i + 1 < argc && argv[i + 1][0] != '-';

    if (s[0] == '\0' || strncmp(s, "--encoding", 10) == 0
        || strncmp(s, "--sug-mode", 10) == 0
        || strncmp(s, "--run-together", 14) == 0)
        return 1;
    if (s[0] == '-' && strchr("dp", s[1]) != NULL && s[1] != '\0') {
        if (s[2] != '\0') {
            out[(*n)++] = join(s[1] == 'd' ? "--lang=" : "--personal=",
                                s + 2);
            return 1;
        }
        if (i + 1 == argc)
            return 1;
        out[(*n)++] = s[1] == 'd' ? lang : personal;
        out[(*n)++] = argv[i + 1];
        return 2;
    }
    if (s[0] == '-' && s[1] != '\0' && s[2] == '\0') {
        if (strchr("BCPStxbHNM", s[1]) != NULL
            || (strchr("mn", s[1]) != NULL && !value))
            return 1;
        if (strchr("TwWLkF", s[1]) != NULL)
            return value ? 2 : 1;
    }
    out[(*n)++] = argv[i];
    return 1;
}

int
spell_ispell_options(int argc, char **argv)
{
    char **out;
    int n = 1, asked = 0, list = 0, diff = 0, i;

    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        list |= strcmp(argv[i], "-l") == 0;
        /* With -l it names the dictionary: no file has such a name. */
        diff |= strcmp(argv[i], "-d") == 0 && i + 1 < argc
            && argv[i + 1][0] != '-' && access(argv[i + 1], F_OK) != 0;
        asked |= strcmp(argv[i], "-a") == 0 || strcmp(argv[i], "-x") == 0;
        if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "-vv") == 0)
            exit(fputs(BANNER, stdout) < 0 || fflush(stdout) != 0 ? CLI_FAIL
                 : CLI_OK);
    }
    if (!asked && !(list && diff))
        return argc;
    out = malloc(((size_t)argc + 1) * sizeof *out);
    if (out == NULL)
        exit(CLI_FAIL);
    for (i = 1; i < argc;)
        i += translate(out, &n, argv, i, argc);
    memcpy(argv + 1, out + 1, (size_t)(n - 1) * sizeof *out);
    argv[n] = NULL;
    free(out);
    return n;
}
