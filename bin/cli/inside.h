/* What the files of bin/cli/ share among themselves. */
#ifndef BLT_CLI_INSIDE_H
#define BLT_CLI_INSIDE_H

#include "bin/cli/cli.h"

/* settings.c: the command's name for messages; "blt" before cli_parse(). */
extern const char *cli__name;

/* common.c: the i-th of the command's own options followed by the common
 * options that it has; NULL after the last. */
const cli_option *cli__option_at(const cli_command *c, size_t i);
/* --completion, which only packagers use and no list shows. */
extern const cli_option cli__completion_option;
/* What --help, --version and --completion asked for. */
extern int cli__want_help, cli__want_version;
extern const char *cli__want_completion;

/* help.c */
void cli__help(const cli_command *c);
/* Prints the completions for this shell; 0: unknown shell. */
int cli__completion(const cli_command *c, const char *shell);

/* progress.c: before a read that may wait.  When no input comes for a second
 * the line is erased, because the rate that it shows no longer applies. */
void cli__progress_wait(int fd);

/* output.c */
void cli__output_begin(void);
void cli__output_open(void);

/* source.c: the bytes as they come, before any conversion */
ptrdiff_t cli__source_read(cli_input *in, void *p, size_t n);
int cli__source_is_stream(cli_input *in);
int cli__source_is_binary(cli_input *in);
void cli__source_close(cli_input *in);

/* charset.c */
ptrdiff_t cli__text_read(cli_input *in, void *p, size_t n);
void cli__text_close(cli_input *in);

#endif
