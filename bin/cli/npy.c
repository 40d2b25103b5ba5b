/* NumPy's .npy format, version 1: a header with the shape, then numbers.
 *
 * The shape comes first but is known last, so the numbers are kept in an
 * unnamed temporary file, which bounds memory. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <blt/embed.h>
#include "bin/cli/cli.h"

struct cli_npy {
    size_t columns;
    uint64_t rows;
    FILE *spool;
};

FILE *
cli_temp(void)
{
    const char *dir = getenv("TMPDIR");
    char name[4096];
    FILE *f;
    int fd;

    if (dir == NULL || *dir == '\0')
        dir = "/tmp";
    if ((size_t)snprintf(name, sizeof name, "%s/blt.XXXXXX", dir)
        >= sizeof name)
        cli_die("$TMPDIR", "too long");
#ifdef O_TMPFILE
    fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
#endif
    {
        cli_guard(name);
        fd = mkstemp(name);
        if (fd < 0)
            cli_die(name, "cannot create: %s", strerror(errno));
        unlink(name);
        cli_unguard(name);
    }
    f = fdopen(fd, "w+b");
    if (f == NULL)
        cli_die_memory();
    return f;
}

cli_npy *
cli_npy_new(size_t columns)
{
    cli_npy *npy = calloc(1, sizeof *npy);

    if (npy == NULL)
        cli_die_memory();
    npy->columns = columns;
    npy->spool = cli_temp();
    return npy;
}

static _Noreturn void
spool_failed(void)
{
    cli_die("temporary file", "%s", strerror(errno));
}

void
cli_npy_rows(cli_npy *npy, const float *p, size_t rows)
{
    size_t n = rows * npy->columns;

    npy->rows += rows;
    for (size_t i = 0; i < n; i++) {
        unsigned char le[4];
        uint32_t bits;

        memcpy(&bits, &p[i], 4);
        for (int k = 0; k < 4; k++)
            le[k] = (unsigned char)(bits >> (8 * k));
        if (fwrite(le, 1, 4, npy->spool) != 4)
            spool_failed();
    }
}

void
cli_npy_end(cli_npy *npy)
{
    char head[BLT_NPY_HEADER], block[65536];
    size_t n;

    blt_npy_header(head, npy->rows, npy->columns);
    cli_put(head, sizeof head);
    if (fflush(npy->spool) != 0 || fseek(npy->spool, 0, SEEK_SET) != 0)
        spool_failed();
    while ((n = fread(block, 1, sizeof block, npy->spool)) > 0)
        cli_put(block, n);
    if (ferror(npy->spool))
        spool_failed();
    fclose(npy->spool);
    free(npy);
}
