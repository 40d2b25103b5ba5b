/* The reader's language, from --locale or the environment. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

/* The first of the POSIX variables for messages that is set. */
static const char *
from_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return value;
    }
    return "C";
}

/* An unknown --locale is an error; one from the environment, which is set for
 * all programs, is ignored. */
const blt_locale *
cli_locale(void)
{
    static blt_locale *locale;
    const char *id = cli.locale ? cli.locale : from_environment();
    const char *tag;
    char *dir;
    blt_error err;

    if (locale != NULL)
        return locale;
    dir = cli_data_path(NULL, "locale");
    if (blt_locale_new(&locale, id, dir, &err) != BLT_OK) {
        if (cli.locale != NULL && err.status == BLT_EINVAL)
            cli_usage("--locale: %s", err.text);
        if (err.status != BLT_EINVAL)
            cli_die_from(&err);
        if (blt_locale_new(&locale, "C", dir, &err) != BLT_OK)
            cli_die_from(&err);
    }
    tag = blt_locale_tag(locale);
    if (cli.locale != NULL && strncmp(tag, "en", 2) == 0
        && strncmp(id, "en", 2) != 0 && *id != 'C' && strcmp(id, "POSIX"))
        cli_note(NULL, "--locale: %s: no messages in that language, so"
                 " English", id);
    free(dir);
    return locale;
}
