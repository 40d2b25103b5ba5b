/* Reports of blt-entropy and blt-patch: in the language of the locale, as wide
 * as the terminal. */
#include "config.h"
#include <string.h>
#include <sys/stat.h>
#include "bin/cli/scored.h"

blt_report *
cli_report_new(const blt_report_options *more)
{
    blt_report_options opt = *more;
    blt_report *r;
    blt_error err;

    opt.locale = cli_locale();
    cli_progress_in(opt.locale);
    opt.columns = cli_columns() < 40 ? 40 : cli_columns();
    opt.newline = cli.null_data ? '\0' : '\n';
    opt.window = cli.window;
    cli_check(blt_report_new(&r, &opt, cli_write, NULL, &err), &err);
    return r;
}

/* The date is that of a file that is read itself, not of one that a stream
 * was made from. */
void
cli_report_document(blt_report *r, const cli_scored *from, const char *name)
{
    const cli_input *in = from->in;
    int itself = in != NULL && strcmp(name, in->label) == 0;
    struct stat st;
    blt_error err;

    cli_check(blt_report_document(r, strcmp(name, "-") == 0 ? NULL : name,
                              itself && fstat(in->fd, &st) == 0
                              && S_ISREG(st.st_mode) ? st.st_mtime : -1,
                              &err), &err);
}

void
cli_report_document_end(blt_report *r)
{
    blt_error err;

    cli_check(blt_report_document_end(r, &err), &err);
    cli_flush();
}

void
cli_report_end(blt_report *r)
{
    blt_error err;

    if (r != NULL)
        cli_check(blt_report_end(r, &err), &err);
    cli_flush();
    blt_report_free(r);
}
