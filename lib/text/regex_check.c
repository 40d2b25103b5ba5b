/* Proof at run time that the automaton agrees with PCRE2's usual matcher.  It
 * keeps what pcre2_dfa_match() leaves in its workspace, whose layout is not
 * part of PCRE2's interface; with another layout nothing must be generated
 * that does not match. */
#include "config.h"
#include <string.h>
#include "text/regex_automaton.h"
#include "text/text.h"

enum { LENGTH = 5, WALKS = 24, STEPS = 40 };    /* chosen: about 2 ms */

/* Whether automaton and matcher say the same of a text. */
static int
agree(blt__automaton *a, int state, const uint8_t *p, size_t n)
{
    const int matches = blt__automaton_matches(a, p, n);

    return matches < 0          /* too much time to know */
        || matches == blt__automaton_accepts(a, state);
}

/* All texts of up to LENGTH letters a, b and c that begin with p[0 .. n). */
static blt_status
try_texts(blt__automaton *a, int state, uint8_t *p, size_t n, blt_error *err)
{
    blt_status st = BLT_OK;

    if (!agree(a, state, p, n))
        return blt__automaton_differs(err);
    for (p[n] = 'a'; st == BLT_OK && n < LENGTH && p[n] <= 'c'; p[n]++) {
        int to;

        st = blt__automaton_step(a, &to, state, &p[n], 1, err);
        if (st == BLT_OK)
            st = try_texts(a, to, p, n + 1, err);
    }
    return st;
}

blt_status
blt__automaton_probe(blt_error *err)
{
    /* several positions at once, counted repetitions, groups, ends */
    static const char *const pattern[] = {
        "(a|ab)(c|bcd)?(b*)c{1,2}", "(?:a{2,3}b?){1,2}c*", "[ab]*a[bc]{2}",
        "(a(b|c)*){2}"
    };
    blt_status st = BLT_OK;

    for (size_t i = 0; st == BLT_OK && i < sizeof pattern / sizeof *pattern;
         i++) {
        blt__automaton *a;
        uint8_t p[LENGTH + 1];

        st = blt__automaton_new_ascii(&a, pattern[i], err);
        if (st == BLT_OK)
            st = try_texts(a, BLT__START, p, 0, err);
        blt__automaton_free(a);
    }
    return st;
}

/* Random texts that can become a match, and all their beginnings. */
blt_status
blt__automaton_check(blt__automaton *a, blt_error *err)
{
    blt__rng rng;

    blt__rng_seed(&rng, 1);
    for (int walk = 0; walk < WALKS; walk++) {
        uint8_t p[4 * STEPS];
        size_t n = 0;
        int state = BLT__START;

        for (int i = 0; i < STEPS; i++) {
            const size_t edges = blt__automaton_edges(a, state);
            uint32_t c;

            if (!agree(a, state, p, n))
                return blt__automaton_differs(err);
            if (edges == 0 || !blt__automaton_edge(
                    a, state, blt__rng_below(&rng, edges), &c, &state))
                break;
            n += blt__utf8_put(p + n, c);
        }
    }
    return BLT_OK;
}
