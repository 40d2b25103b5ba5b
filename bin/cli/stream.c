/* The #program lines of the streams that commands write. */
#include "config.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"
#include "bin/cli/inside.h"

blt_status
cli_write(void *unused, const void *p, size_t n, blt_error *err)
{
    (void)unused;
    (void)err;
    cli_put(p, n);
    return BLT_OK;
}

char *
cli_program(const char *fmt, ...)
{
    char more[4096], *line;
    size_t n = sizeof more + 128;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(more, sizeof more, fmt, ap);
    va_end(ap);
    line = malloc(n);
    if (line == NULL)
        cli_die_memory();
    snprintf(line, n, "%s %s%s%s", cli__name, PACKAGE_VERSION,
             more[0] ? " " : "", more);
    for (n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
        line[n - 1] = '\0';
    return line;
}

static char **kept;     /* NULL after the last; NULL before any stream */

void
cli_programs_keep(const cli_input *in, const blt_stream_reader *r)
{
    size_t n = 0;

    while (blt_stream_reader_program(r, n) != NULL)
        n++;
    if (kept != NULL) {
        size_t same = 0;

        while (same < n && kept[same] != NULL
               && strcmp(kept[same], blt_stream_reader_program(r, same)) == 0)
            same++;
        if (same < n || kept[same] != NULL)
            cli_note(in->name, "came through other programs than the first"
                     " stream; only that one's are passed on");
        return;
    }
    kept = calloc(n + 1, sizeof *kept);
    if (kept == NULL)
        cli_die_memory();
    for (size_t i = 0; i < n; i++)
        if ((kept[i] = strdup(blt_stream_reader_program(r, i))) == NULL)
            cli_die_memory();
}

void
cli_programs_write(blt_stream_writer *w, const char *line)
{
    blt_error err;
    size_t i = 0;

    for (; kept != NULL && kept[i] != NULL; i++)
        if (blt_stream_writer_program(w, kept[i], &err) != BLT_OK)
            cli_die_from(&err);
    if (blt_stream_writer_program(w, line, &err) != BLT_OK)
        cli_die_from(&err);
}

void
cli_programs_model(const cli_input *in, const blt_model *m)
{
    char *mine = cli_model_label(m);
    size_t n = strlen(mine);

    for (size_t i = 0; kept != NULL && kept[i] != NULL; i++) {
        const char *theirs = strstr(kept[i], " model=");

        if (theirs == NULL)
            continue;
        theirs += strlen(" model=");
        if (strncmp(theirs, mine, n) != 0
            || (theirs[n] != ' ' && theirs[n] != '\0'))
            cli_note(in->name, "made with model %.*s, not with %s",
                     (int)strcspn(theirs, " "), theirs, mine);
    }
    free(mine);
}

const char *
cli_bits(char *text, size_t n, float nats)
{
    const double ln2 = 0.693147180559945309417;

    for (int digits = 4; digits <= 17; digits++) {
        snprintf(text, n, "%.*g", digits, nats / ln2);
        if ((float)(strtod(text, NULL) * ln2) == nats)
            break;
    }
    return text;
}
