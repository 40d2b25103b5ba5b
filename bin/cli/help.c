/* --help, and completions for three shells, from the table of options.
 *
 * A command prints its own completion script (--completion=SHELL), so that
 * the script cannot be out of date. */
#include "config.h"
#include <string.h>
#include "bin/cli/inside.h"

#define COLUMN 28       /* where the descriptions start */

void
cli__help(const cli_command *c)
{
    const cli_option *o;

    printf("Usage: %s [OPTION]...%s%s\n", c->name, c->operands[0] ? " " : "",
           c->operands);
    printf("%c%s.\n\n", c->purpose[0] - ('a' <= c->purpose[0]
           && c->purpose[0] <= 'z' ? 'a' - 'A' : 0), c->purpose + 1);
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
        const char *p = o->help;
        int n = o->letter ? printf("  -%c, --%s", o->letter, o->name)
                          : printf("      --%s", o->name);

        if (o->arg != NULL)
            n += printf(o->kind == CLI_MAYBE ? "[=%s]" : "=%s", o->arg);
        if (n > COLUMN - 2) {
            putchar('\n');
            n = 0;
        }
        for (;;) {
            size_t len = strcspn(p, "\n");

            printf("%*s%.*s\n", COLUMN - n, "", (int)len, p);
            if (p[len] == '\0')
                break;
            p += len + 1;
            n = 0;
        }
    }
    printf("\nSee %s(1) for details.\n", c->name);
}

/* Whether the next word is its value. */
static int
takes_word(const cli_option *o)
{
    return o->kind != CLI_FLAG && o->kind != CLI_MAYBE;
}

/* What to offer as the value of an option. */
enum values { NOTHING, FILES, DIRS, WORDS };

static enum values
values_of(const cli_option *o)
{
    if (!takes_word(o) || o->arg == NULL)
        return NOTHING;
    if (strcmp(o->arg, "NAME|DIR") == 0 || strcmp(o->arg, "DIR") == 0)
        return DIRS;
    if (strcmp(o->arg, "FILE") == 0 || strcmp(o->arg, "PATH") == 0)
        return FILES;
    if (o->kind == CLI_CALL && strchr(o->arg, '|') != NULL
        && strpbrk(o->arg, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL)
        return WORDS;
    return o->kind == CLI_CHOICE ? WORDS : NOTHING;
}

/* s with every c replaced by a space. */
static void
put_words(const char *s, char c)
{
    for (; *s != '\0'; s++)
        putchar(*s == c ? ' ' : *s);
}

/* A shell function's name: dashes become underscores. */
static void
put_name(const char *s)
{
    putchar('_');
    for (; *s != '\0'; s++)
        putchar(*s == '-' ? '_' : *s);
}

static void
complete_bash(const cli_command *c)
{
    const cli_option *o;

    printf("# bash completion for %s\n", c->name);
    put_name(c->name);
    printf("()\n{\n    local cur=${COMP_WORDS[COMP_CWORD]}"
           " prev=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    if [[ $cur == = ]]; then cur=; fi\n"
           "    if [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]};"
           " fi\n    case $prev in\n");
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
        if (!takes_word(o))
            continue;
        printf("    --%s", o->name);
        if (o->letter)
            printf("|-%c", o->letter);
        printf(") ");
        switch (values_of(o)) {
        case DIRS:  printf("COMPREPLY=($(compgen -d -- \"$cur\"))"); break;
        case FILES: printf("COMPREPLY=($(compgen -f -- \"$cur\"))"); break;
        case WORDS:
            printf("COMPREPLY=($(compgen -W '");
            put_words(o->arg, '|');
            printf("' -- \"$cur\"))");
            break;
        case NOTHING: printf("COMPREPLY=()"); break;
        }
        printf("; return;;\n");
    }
    printf("    esac\n    if [[ $cur == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++)
        printf("%s--%s", i ? " " : "", o->name);
    printf("' -- \"$cur\"))\n");
    if (c->verbs != NULL) {
        printf("    elif ((COMP_CWORD == 1)); then\n"
               "        COMPREPLY=($(compgen -W '");
        put_words(c->verbs, '|');
        printf("' -- \"$cur\"))\n");
    }
    printf("    else\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
           "    fi\n}\ncomplete -o filenames -F ");
    put_name(c->name);
    printf(" %s\n", c->name);
}

/* Text inside '...[...]' of zsh, or inside '...' of fish. */
static void
put_quoted(const char *s, const char *special)
{
    for (; *s != '\0' && *s != '\n'; s++) {
        if (*s == '\'')
            printf("'\\''");
        else if (strchr(special, *s) != NULL)
            printf("\\%c", *s);
        else
            putchar(*s);
    }
}

static void
complete_zsh(const cli_command *c)
{
    const cli_option *o;

    printf("#compdef %s\n_arguments -s -S", c->name);
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
        const char *star = o->kind == CLI_LIST ? "*" : "";

        printf(" \\\n    ");
        if (o->letter)
            printf("%s{-%c,--%s%s}'[", *star ? "'*'" : "", o->letter,
                   o->name, takes_word(o) ? "=" : "");
        else
            printf("'%s--%s%s[", star, o->name,
                   takes_word(o) ? "=" : "");
        put_quoted(o->help, "[]:\\");
        putchar(']');
        if (takes_word(o)) {
            putchar(':');
            put_quoted(o->arg, "[]:\\");
            putchar(':');
            switch (values_of(o)) {
            case DIRS:  printf("_files -/"); break;
            case FILES: printf("_files"); break;
            case WORDS:
                putchar('(');
                put_words(o->arg, '|');
                putchar(')');
                break;
            case NOTHING: break;
            }
        }
        putchar('\'');
    }
    if (c->verbs != NULL) {
        printf(" \\\n    '1:verb:(");
        put_words(c->verbs, '|');
        printf(")'");
    }
    if (c->operands[0] != '\0')
        printf(" \\\n    '*:file:_files'");
    putchar('\n');
}

static void
complete_fish(const cli_command *c)
{
    const cli_option *o;

    printf("# fish completion for %s\n", c->name);
    if (c->verbs != NULL) {
        printf("complete -c %s -n __fish_use_subcommand -a '", c->name);
        put_words(c->verbs, '|');
        printf("'\n");
    }
    for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
        printf("complete -c %s -l %s", c->name, o->name);
        if (o->letter)
            printf(" -s %c", o->letter);
        switch (values_of(o)) {
        case DIRS:  printf(" -x -a '(__fish_complete_directories)'"); break;
        case FILES: printf(" -r -F"); break;
        case WORDS:
            printf(" -x -a '");
            put_words(o->arg, '|');
            putchar('\'');
            break;
        case NOTHING:
            if (takes_word(o))
                printf(" -x");
            break;
        }
        printf(" -d '");
        put_quoted(o->help, "\\");
        printf("'\n");
    }
}

int
cli__completion(const cli_command *c, const char *shell)
{
    const cli_option *o;

    if (strcmp(shell, "bash") == 0)
        complete_bash(c);
    else if (strcmp(shell, "zsh") == 0)
        complete_zsh(c);
    else if (strcmp(shell, "fish") == 0)
        complete_fish(c);
    else if (strcmp(shell, "list") == 0)
        for (size_t i = 0; (o = cli__option_at(c, i)) != NULL; i++) {
            if (o->letter)
                printf("-%c ", o->letter);
            printf("--%s\n", o->name);
        }
    else
        return 0;
    return 1;
}
