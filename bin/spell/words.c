/* The speller, and the personal words that it accepts.
 *
 * A file of personal words has one per line, and comments after #; the formats
 * of aspell and hunspell are read, too ("personal_ws-1.1 en 3", "word/model").
 * New words are appended in one write under a lock, so that two editors do not
 * overwrite each other's; what was written of words that do not fit is taken
 * back. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "bin/spell/spell.h"

#define MAX_WORD 1000           /* bytes.  Derived: longer ones are no words */

/* Words, each followed by a newline. */
typedef struct list {
    char *p;
    size_t n, cap;
    size_t words;
} list;

static list added[2];           /* by spell_keep; in this run */
static list personal;           /* from files */
static size_t saved;            /* bytes of added[SPELL_PERSONAL] in the file */
static char *save_path;
static blt_speller *speller;

static void
append(list *l, const char *word, size_t n)
{
    l->p = cli_grow(l->p, &l->cap, l->n + n + 1, 1);
    memcpy(l->p + l->n, word, n);
    l->p[l->n + n] = '\n';
    l->n += n + 1;
    l->words++;
}

static void
accept_word(const char *word, size_t n)
{
    blt_error err;

    if (speller != NULL && blt_speller_accept(speller, word, n, &err)
        != BLT_OK)
        cli_die_from(&err);
}

static void
accept_all(const list *l)
{
    for (size_t i = 0; i < l->n;) {
        const char *end = memchr(l->p + i, '\n', l->n - i);
        size_t n = (size_t)(end - l->p) - i;

        accept_word(l->p + i, n);
        i += n + 1;
    }
}

blt_speller *
spell_speller(blt_spell_mode mode)
{
    blt_error err;

    if (speller != NULL) {
        blt_speller_reset(speller);
        blt_speller_set_mode(speller, mode);
        return speller;
    }
    spell.speller.mode = mode;
    if (blt_speller_new(&speller, spell.data, &spell.speller, &err)
        != BLT_OK)
        cli_die_from(&err);
    accept_all(&personal);
    accept_all(&added[SPELL_PERSONAL]);
    accept_all(&added[SPELL_SESSION]);
    return speller;
}

void
spell_speller_free(void)
{
    blt_speller_free(speller);
    speller = NULL;
    for (int i = 0; i < 2; i++)
        free(added[i].p);
    free(personal.p);
    free(save_path);
}

/* ---- files ------------------------------------------------------------------- */

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
    if (n == 0 || n > MAX_WORD || *line == '#' || *line == '*')
        return;
    if (n > 12 && memcmp(line, "personal_ws-", 12) == 0)
        return;
    slash = memchr(line, '/', n);
    if (slash != NULL && slash > line)
        n = (size_t)(slash - line);
    append(&personal, line, n);
}

/* Reads lines of any length, of which only what can be a word is kept.  0 on
 * failure, which is reported. */
static int
read_words(const char *path, int missing)
{
    char line[MAX_WORD + 2];
    size_t n = 0;
    int c, good;
    FILE *f = fopen(path, "re");

    if (f == NULL) {
        if (errno == ENOENT && missing)
            return 1;
        cli_error(path, "cannot open: %s", strerror(errno));
        return 0;
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
    good = !ferror(f);
    if (!good)
        cli_error(path, "cannot read: %s", strerror(errno));
    fclose(f);
    return good;
}

int
spell_personal(const char *const *file, size_t n, int missing)
{
    const char *home = getenv("HOME");
    int good = 1;

    for (size_t i = 0; i < n && good; i++)
        good = read_words(file[i], missing);
    if (n > 0) {
        save_path = strdup(file[0]);
    } else if (home != NULL && *home != '\0') {
        size_t k = strlen(home);

        save_path = malloc(k + 12);
        if (save_path != NULL) {
            snprintf(save_path, k + 12, "%s/.blt_words", home);
            good = read_words(save_path, 1);
        }
    } else {
        return 1;
    }
    if (save_path == NULL)
        cli_die_memory();
    return good;
}

void
spell_accept(const char *word, size_t n, spell_keep keep)
{
    if (n == 0 || n > MAX_WORD)
        return;
    append(&added[keep], word, n);
    accept_word(word, n);
}

void
spell_save(void)
{
    list *l = &added[SPELL_PERSONAL];
    const char *p = l->p + saved;
    size_t n = l->n - saved;
    char last = '\n';
    int fd, good;
    off_t end;

    if (saved == l->n)
        return;
    if (save_path == NULL) {
        cli_error(NULL, "cannot save personal words: $HOME is not set");
        return;
    }
    fd = open(save_path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        cli_error(save_path, "cannot write: %s", strerror(errno));
        return;
    }
    flock(fd, LOCK_EX);         /* where there are no locks, without */
    end = lseek(fd, 0, SEEK_END);
    if (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        (void)!write(fd, "\n", 1);
    end = lseek(fd, 0, SEEK_END);
    errno = ENOSPC;             /* of a write that is short */
    good = write(fd, p, n) == (ssize_t)n;
    if (!good) {
        cli_error(save_path, "cannot write: %s", strerror(errno));
        (void)!ftruncate(fd, end);      /* no half words */
    }
    if (close(fd) != 0 && good) {
        cli_error(save_path, "cannot write: %s", strerror(errno));
        good = 0;
    }
    if (good)
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
    size_t n = added[keep].words, count = 0;

    if (keep == SPELL_PERSONAL)
        n += personal.words;
    cli_put(text, (size_t)snprintf(text, sizeof text, "%zu: ", n));
    if (keep == SPELL_PERSONAL)
        print_list(&personal, &count);
    print_list(&added[keep], &count);
    cli_put("\n", 1);
}
