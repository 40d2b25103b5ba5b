/* The speller, and the words that its user says are right.
 *
 * A file of them has a word a line, # for remarks; what aspell and hunspell
 * keep is read, too ("personal_ws-1.1 en 3", "word/model").  New ones are
 * appended in one write, so that two editors lose nothing of each other. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bin/spell/spell.h"

#define LONGEST 1000            /* bytes of a word that are believed */

/* Words, each with a newline behind it. */
typedef struct list {
    char *p;
    size_t n, cap;
    size_t words;
} list;

static list kept[2];            /* by spell_keep; told in this run */
static list personal;           /* read from files */
static size_t saved;            /* bytes of kept[SPELL_PERSONAL] */
static char *home;              /* the file to save to */
static blt_speller *speller;
static blt_spell_mode speller_mode;

static void
append(list *l, const char *word, size_t n)
{
    if (l->cap - l->n < n + 1) {
        size_t cap = (l->cap + n + 256) * 2;
        char *p = realloc(l->p, cap);

        if (p == NULL)
            cli_die_memory();
        l->p = p;
        l->cap = cap;
    }
    memcpy(l->p + l->n, word, n);
    l->p[l->n + n] = '\n';
    l->n += n + 1;
    l->words++;
}

static void
tell(const char *word, size_t n)
{
    blt_error err;

    if (speller != NULL && blt_speller_accept(speller, word, n, &err)
        != BLT_OK)
        cli_die_from(&err);
}

static void
tell_all(const list *l)
{
    for (size_t i = 0; i < l->n;) {
        const char *end = memchr(l->p + i, '\n', l->n - i);
        size_t n = (size_t)(end - l->p) - i;

        tell(l->p + i, n);
        i += n + 1;
    }
}

blt_speller *
spell_speller(blt_spell_mode mode)
{
    blt_error err;

    if (speller != NULL && mode == speller_mode) {
        blt_speller_reset(speller);
        return speller;
    }
    blt_speller_free(speller);
    speller = NULL;
    spell.speller.mode = speller_mode = mode;
    if (blt_speller_new(&speller, spell.data, &spell.speller, &err)
        != BLT_OK)
        cli_die_from(&err);
    tell_all(&personal);
    tell_all(&kept[SPELL_PERSONAL]);
    tell_all(&kept[SPELL_SESSION]);
    return speller;
}

void
spell_speller_free(void)
{
    blt_speller_free(speller);
    speller = NULL;
    for (int i = 0; i < 2; i++)
        free(kept[i].p);
    free(personal.p);
    free(home);
}

/* ---- the user's words -------------------------------------------------------- */

static void
read_line(const char *line, size_t n)
{
    const char *slash;

    while (n > 0 && (line[n - 1] == ' ' || line[n - 1] == '\t'
                     || line[n - 1] == '\r'))
        n--;
    while (n > 0 && (*line == ' ' || *line == '\t')) {
        line++;
        n--;
    }
    if (n == 0 || n > LONGEST || *line == '#' || *line == '*')
        return;
    if (n > 12 && memcmp(line, "personal_ws-", 12) == 0)
        return;
    slash = memchr(line, '/', n);
    if (slash != NULL && slash > line)
        n = (size_t)(slash - line);
    append(&personal, line, n);
}

/* By lines of any length, of which only what can be a word is kept. */
static void
read_words(const char *path, int missing)
{
    char line[LONGEST + 2];
    size_t n = 0;
    int c;
    FILE *f = fopen(path, "re");

    if (f == NULL) {
        if (errno != ENOENT || !missing)
            cli_die(path, "cannot open: %s", strerror(errno));
        return;
    }
    while ((c = getc(f)) != EOF) {
        if (c == '\n') {
            read_line(line, n);
            n = 0;
        } else if (n < sizeof line) {
            line[n++] = (char)c;
        }
    }
    read_line(line, n);
    if (ferror(f))
        cli_die(path, "cannot read: %s", strerror(errno));
    fclose(f);
}

void
spell_personal(const char *const *file, size_t n, int missing)
{
    const char *dir = getenv("HOME");

    for (size_t i = 0; i < n; i++)
        read_words(file[i], missing);
    if (n > 0) {
        home = strdup(file[0]);
    } else if (dir != NULL && *dir != '\0') {
        size_t k = strlen(dir);

        home = malloc(k + 12);
        if (home != NULL)
            snprintf(home, k + 12, "%s/.blt_words", dir);
        if (home != NULL)
            read_words(home, 1);
    } else {
        return;
    }
    if (home == NULL)
        cli_die_memory();
}

void
spell_accept(const char *word, size_t n, spell_keep keep)
{
    if (n == 0 || n > LONGEST)
        return;
    append(&kept[keep], word, n);
    tell(word, n);
}

void
spell_save(void)
{
    list *l = &kept[SPELL_PERSONAL];
    const char *p = l->p + saved;
    char last = '\n';
    int fd;
    off_t end;

    if (saved == l->n)
        return;
    if (home == NULL) {
        cli_error(NULL, "no $HOME to save words in");
        return;
    }
    fd = open(home, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        cli_error(home, "cannot write: %s", strerror(errno));
        return;
    }
    end = lseek(fd, 0, SEEK_END);
    if (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        (void)!write(fd, "\n", 1);
    if (write(fd, p, l->n - saved) != (ssize_t)(l->n - saved)
        || close(fd) != 0)
        cli_error(home, "cannot write: %s", strerror(errno));
    else
        saved = l->n;
}

static void
print_list(const list *l, size_t *count)
{
    for (size_t i = 0; i < l->n; ++*count) {
        const char *end = memchr(l->p + i, '\n', l->n - i);
        size_t n = (size_t)(end - l->p) - i;

        if (*count > 0)
            cli_put(", ", 2);
        cli_put(l->p + i, n);
        i += n + 1;
    }
}

void
spell_print_words(spell_keep keep)
{
    char text[32];
    size_t n = kept[keep].words, count = 0;

    if (keep == SPELL_PERSONAL)
        n += personal.words;
    cli_put(text, (size_t)snprintf(text, sizeof text, "%zu: ", n));
    if (keep == SPELL_PERSONAL)
        print_list(&personal, &count);
    print_list(&kept[keep], &count);
    cli_put("\n", 1);
}
