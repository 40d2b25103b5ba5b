/* A generator on the session of fake_session.h. */
#ifndef FAKE_GEN_H
#define FAKE_GEN_H

#include <blt/gen.h>
#include "tests/lib/fake_session.h"

/* NULL and *err on failure. */
static blt_gen *
fake_gen(blt_session **s, const blt_gen_options *opt, blt_error *err)
{
    blt_gen *g = NULL;

    if (blt_session_new(s, NULL, NULL, err) != BLT_OK
        || blt_gen_new(&g, *s, opt, err) != BLT_OK) {
        blt_session_free(*s);
        *s = NULL;
        return NULL;
    }
    return g;
}

#endif
