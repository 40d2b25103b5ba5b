/* Regular expressions: all uses of PCRE2.
 *
 * Incomplete text is matched with PCRE2_PARTIAL_HARD: a match counts only if
 * no further byte could change it, so that the pieces do not depend on how
 * the text was divided. */
#include "config.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <blt/regex.h>
#include "base/base.h"
#include "text/text.h"

struct blt_regex {
    pcre2_code *code;
    size_t behind;      /* bytes before a match that a lookbehind may need */
};

/* What one call may take: the limit of PCRE2 itself, ten million steps, lets a
 * pattern that backtracks spend a tenth of a second on every word.  Ten usual
 * patterns need less than a tenth of this on a novel (not tuned). */
static uint32_t
step_limit(size_t n)
{
    return n > 100000 ? 6500000 : 20000 + 64 * (uint32_t)n;
}

/* A match within these limits; PCRE2's own result. */
static int
match(const blt_regex *re, const uint8_t *p, size_t n, size_t from,
      uint32_t options, size_t *start, size_t *end)
{
    pcre2_match_data *m = pcre2_match_data_create(1, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    int rc = PCRE2_ERROR_NOMEMORY;

    if (m != NULL && limits != NULL) {
        pcre2_set_match_limit(limits, step_limit(n - from));
        rc = pcre2_match(re->code, p, n, from, options, m, limits);
        if (rc >= 0 || rc == PCRE2_ERROR_PARTIAL) {
            *start = pcre2_get_ovector_pointer(m)[0];
            *end = pcre2_get_ovector_pointer(m)[1];
        }
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(m);
    return rc;
}

blt_status
blt_regex_new(blt_regex **out, const char *pattern, blt_error *err)
{
    blt_regex *re = calloc(1, sizeof *re);
    PCRE2_UCHAR why[200];
    PCRE2_SIZE at = 0;
    uint32_t behind = 0;
    int code;

    *out = NULL;
    if (re == NULL)
        return blt__fail_memory(err, "pattern");
    re->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                             PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF
                             | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
    if (re->code == NULL) {
        pcre2_get_error_message(code, why, sizeof why);
        free(re);
        return blt__fail(err, BLT_EINVAL, "pattern: character %zu: %s",
                         (size_t)at + 1, (char *)why);
    }
    pcre2_pattern_info(re->code, PCRE2_INFO_MAXLOOKBEHIND, &behind);
    /* Characters have up to four bytes.  One is kept in any case, so that ^
     * and \A see that this is not the beginning. */
    re->behind = 4 * ((size_t)behind + 1);
    /* A failure is ignored: matching without JIT is only slower. */
    pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
    *out = re;
    return BLT_OK;
}

void
blt_regex_free(blt_regex *re)
{
    if (re == NULL)
        return;
    pcre2_code_free(re->code);
    free(re);
}

int
blt_regex_find(const blt_regex *re, const uint8_t *p, size_t n, size_t from,
               size_t *start, size_t *end)
{
    int rc = match(re, p, n, from, 0, start, end);

    return rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

int
blt__regex_watch(const blt_regex *re, const uint8_t *p, size_t n,
                 size_t *from)
{
    size_t start, end;
    int rc = match(re, p, n, *from, PCRE2_PARTIAL_SOFT, &start, &end);

    if (rc == PCRE2_ERROR_PARTIAL)
        *from = start;
    else if (rc == PCRE2_ERROR_NOMATCH)
        *from = n - blt__utf8_tail(p, n);
    return rc >= 0 ? 1
        : rc == PCRE2_ERROR_NOMATCH || rc == PCRE2_ERROR_PARTIAL ? 0 : -1;
}

/* ---- cutting ----------------------------------------------------------- */

struct blt_splitter {
    const blt_regex *re;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    pcre2_jit_stack *stack;
    size_t longest;
    blt__buf text;
    size_t at;          /* where the next piece begins */
    size_t search;      /* no match begins in text[at .. search) */
    size_t found;       /* end of a pending match; 0: none */
    int ended;
};

blt_status
blt_splitter_new(blt_splitter **out, const blt_regex *re, size_t longest,
                 blt_error *err)
{
    blt_splitter *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s == NULL)
        return blt__fail_memory(err, "pattern");
    s->re = re;
    s->longest = longest;
    s->match = pcre2_match_data_create(1, NULL);
    s->limits = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(32768, 1 << 20, NULL);
    if (longest < 4 || s->match == NULL || s->limits == NULL) {
        blt_splitter_free(s);
        return blt__fail_memory(err, "pattern");
    }
    if (s->stack != NULL)
        pcre2_jit_stack_assign(s->limits, NULL, s->stack);
    *out = s;
    return BLT_OK;
}

void
blt_splitter_free(blt_splitter *s)
{
    if (s == NULL)
        return;
    pcre2_match_data_free(s->match);
    pcre2_match_context_free(s->limits);
    pcre2_jit_stack_free(s->stack);
    blt__buf_free(&s->text);
    free(s);
}

void
blt_splitter_reset(blt_splitter *s)
{
    blt__buf_clear(&s->text);
    s->at = s->search = s->found = 0;
    s->ended = 0;
}

void
blt_splitter_end(blt_splitter *s)
{
    s->ended = 1;
}

/* Removes the bytes that no lookbehind can reach, up to the start of a
 * character. */
static void
forget(blt_splitter *s)
{
    size_t drop = s->at > s->re->behind ? s->at - s->re->behind : 0;
    const uint8_t *p = (const uint8_t *)s->text.p;

    for (int i = 0; i < 3 && drop > 0 && (p[drop] & 0xc0) == 0x80; i++)
        drop--;
    if (drop < 4096)
        return;                         /* moving the rest costs more */
    memmove(s->text.p, s->text.p + drop, s->text.n - drop);
    s->text.n -= drop;
    s->at -= drop;
    s->search -= drop;
    if (s->found > 0)
        s->found -= drop;
}

blt_status
blt_splitter_push(blt_splitter *s, const uint8_t *p, size_t n, blt_error *err)
{
    forget(s);
    blt__buf_put(&s->text, p, n);
    return s->text.failed ? blt__fail_memory(err, "pattern") : BLT_OK;
}

/* The piece text[at .. end). */
static blt_status
piece(blt_splitter *s, const uint8_t **out, size_t *n, size_t end)
{
    if (end - s->at > s->longest)
        end = s->at + s->longest;
    *out = (const uint8_t *)s->text.p + s->at;
    *n = end - s->at;
    s->at = end;
    if (s->search < end)
        s->search = end;
    if (s->found <= end)
        s->found = 0;
    return BLT_OK;
}

blt_status
blt_splitter_next(blt_splitter *s, const uint8_t **out, size_t *n,
                  blt_error *err)
{
    const uint8_t *p = (const uint8_t *)s->text.p;
    size_t end = s->text.n;
    const PCRE2_SIZE *o;
    int last = s->ended, rc;

    *n = 0;
    if (s->found > 0)
        return piece(s, out, n, s->found);
    /* An incomplete character at the end waits for its rest. */
    if (!last)
        end -= blt__utf8_tail(p, end);
    /* Matching is limited to the longest piece, so that the result does not
     * depend on how much text has arrived. */
    if (end - s->at > s->longest && end > s->at) {
        end = s->at + s->longest;
        end -= blt__utf8_tail(p + s->at, end - s->at);
        last = 0;
    }
    if (end <= s->at)
        return BLT_OK;
    rc = PCRE2_ERROR_NOMATCH;
    if (s->search < end || last) {
        pcre2_set_match_limit(s->limits, step_limit(end - s->search));
        rc = pcre2_match(s->re->code, p, end, s->search,
                         PCRE2_NOTEMPTY | (last ? 0 : PCRE2_PARTIAL_HARD),
                         s->match, s->limits);
    }
    o = pcre2_get_ovector_pointer(s->match);
    if (rc >= 0 && o[0] >= s->at && o[1] > o[0]) {
        s->search = s->found = o[1];
        if (o[0] > s->at)               /* first the text before it */
            return piece(s, out, n, o[0]);
        return piece(s, out, n, o[1]);
    }
    if (rc == PCRE2_ERROR_PARTIAL)
        s->search = o[0] > s->search ? o[0] : s->search;
    else if (rc == PCRE2_ERROR_NOMATCH)
        s->search = end;
    else
        return blt__fail(err, BLT_EDATA, "pattern: too much time or memory"
                         " for this text (PCRE2 error %d)", rc);
    /* No match: all of it is one piece if the text ends here or the piece
     * cannot grow. */
    if (last || s->text.n - s->at > s->longest)
        return piece(s, out, n, end);
    return BLT_OK;
}
