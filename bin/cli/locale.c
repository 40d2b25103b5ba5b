/* The reader's language, of which the library knows nothing by itself. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/cli/cli.h"

/* The first of what POSIX has for messages that says anything. */
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

/* What the option asks for and cannot be had is said; an environment that
 * was set for all programs is not this one's business. */
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
