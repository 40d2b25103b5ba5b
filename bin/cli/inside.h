/* What the files of bin/cli/ share among themselves. */
#ifndef BLT_CLI_INSIDE_H
#define BLT_CLI_INSIDE_H

#include "bin/cli/cli.h"

/* options.c: the command's options, then the common ones it has; NULL after
 * the last. */
const cli_option *cli__option_at(const cli_command *c, size_t i);

/* input.c: as cli_read, of the bytes as they come */
ptrdiff_t cli__read_raw(cli_input *in, void *p, size_t n);

/* charset.c; set is a cli_call */
const char *cli__charset_set(const char *value);
ptrdiff_t cli__text_read(cli_input *in, void *p, size_t n);
void cli__text_close(cli_input *in);

/* output.c */
void cli__begin(const cli_command *c);
void cli__output_open(void);
const char *cli__name(void);

/* help.c */
void cli__help(const cli_command *c);
int cli__completion(const cli_command *c, const char *shell);

#endif
