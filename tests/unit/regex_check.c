/* PCRE2 with another workspace: a pattern is refused, and nothing is generated
 * that does not match.  pcre2_dfa_match() is replaced by one that calls it and
 * rearranges the workspace, as another version of the library might. */
#include "config.h"
#include <dlfcn.h>
#include <string.h>
#include "gen/gen.h"
#include "tests/lib/tap.h"

enum { PLAIN, HEADER, FIELDS, ORDER, HALVES, FORGETS, KINDS };
static const char *const name[] = {
    "as it is", "another header", "fields in another order",
    "positions in reverse", "halves swapped", "a state that is not kept"
};
static int kind;

enum { POSITIONS = 512 };       /* of lib/text/regex_automaton.c */
#define RESTART 0x00000040u     /* PCRE2_DFA_RESTART */

static void
swap(int *a, int *b)
{
    int x = *a;

    *a = *b;
    *b = x;
}

/* Its own inverse. */
static void
rearrange(int *w)
{
    int *at = w + 2 + (w[0] == 1 ? POSITIONS * 3 : 0), n = w[1];

    switch (kind) {
    case HEADER:
        swap(&w[0], &w[1]);
        return;
    case FIELDS:
        for (int i = 0; i < n; i++)
            swap(&at[3 * i], &at[3 * i + 1]);
        return;
    case ORDER:
        for (int i = 0; i < n / 2; i++)
            for (int k = 0; k < 3; k++)
                swap(&at[3 * i + k], &at[3 * (n - 1 - i) + k]);
        return;
    case HALVES:
        w[0] = !w[0];
        return;
    case FORGETS:
        w[1] = n > 1 ? n - 1 : n;
        return;
    }
}

int pcre2_dfa_match_8(const void *code, const uint8_t *subject, size_t n,
                      size_t start, uint32_t options, void *match,
                      void *context, int *workspace, size_t size);

int
pcre2_dfa_match_8(const void *code, const uint8_t *subject, size_t n,
                  size_t start, uint32_t options, void *match, void *context,
                  int *workspace, size_t size)
{
    static int (*real)(const void *, const uint8_t *, size_t, size_t,
                       uint32_t, void *, void *, int *, size_t);
    int rc;

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "pcre2_dfa_match_8");
    if (kind == HEADER && options & RESTART)
        swap(&workspace[0], &workspace[1]);
    else if (kind != HEADER && kind != FORGETS && options & RESTART)
        rearrange(workspace);
    rc = real(code, subject, n, start, options, match, context, workspace,
              size);
    if (rc == -2)               /* PCRE2_ERROR_PARTIAL */
        rearrange(workspace);
    return rc;
}

int
main(void)
{
    static const char *const pattern[] = {
        "[0-9]{4}-(0[1-9]|1[0-2])", "(a|ab)*c", "x+y"
    };

    for (kind = 0; kind < KINDS; kind++) {
        int refused = 0, made = 0;
        char text[sizeof(((blt_error *)0)->text)] = "";

        for (size_t i = 0; i < 3; i++) {
            blt__guide *m = NULL;
            blt_error err = { BLT_OK, "" };

            if (blt__guide_new(&m, pattern[i], NULL, NULL, 0, 20, &err)
                == BLT_OK)
                made++;
            else if (strstr(err.text, "this version of PCRE2, ") != NULL) {
                refused++;
                memcpy(text, err.text, sizeof text);
            } else
                printf("# %s\n", err.text);
            blt__guide_free(m);
        }
        /* the order of positions may be any */
        if (kind == PLAIN || kind == ORDER)
            ok(made == 3, "%s", name[kind]);
        else
            ok(refused == 3, "%s: %s", name[kind], text);
    }
    return done_testing();
}
