/* Input as commands read it: a stream as it is, text converted to UTF-8. */
#include "config.h"
#include <errno.h>
#include <string.h>
#include "bin/cli/inside.h"

ptrdiff_t
cli_read(cli_input *in, void *p, size_t n)
{
    return in->text != NULL ? cli__text_read(in, p, n)
        : cli__source_read(in, p, n);
}

blt_status
cli_read_fn(void *input, void *p, size_t *n, blt_error *err)
{
    cli_input *in = input;
    ptrdiff_t got = cli_read(in, p, *n);

    if (got < 0) {
        err->status = BLT_EIO;
        snprintf(err->text, sizeof err->text, "%s: cannot read: %s", in->name,
                 strerror(errno));
        return BLT_EIO;
    }
    *n = (size_t)got;
    return BLT_OK;
}

void
cli_read_failed(const cli_input *in)
{
    cli_error(in->name, "cannot read: %s", strerror(errno));
}

void
cli_close(cli_input *in)
{
    cli__text_close(in);
    cli__source_close(in);
}

static int look_for_binaries;

void
cli_look_for_binaries(void)
{
    look_for_binaries = 1;
}

int
cli_is_stream(cli_input *in)
{
    int stream = in->text == NULL && cli__source_is_stream(in);

    if (!stream && in->text == NULL && look_for_binaries)
        in->binary = cli__source_is_binary(in);
    if (!stream && !cli_text(in, BLT_DECODE_REPLACE))
        cli_end(CLI_FAIL);          /* --charset is wrong for every file */
    return stream;
}
