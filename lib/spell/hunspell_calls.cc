/* The only file in C++: libhunspell is, and it throws through its C interface,
 * for a dictionary that it cannot read and when memory runs out.  An exception
 * must not reach C, so each is caught here and becomes a status. */
#include "config.h"
#include <cstdio>
#include <exception>
#include <new>
#include <hunspell/hunspell.h>
#include "spell/hunspell_calls.h"

/* Call inside a handler. */
static blt__hunspell_result
caught(char *why, size_t n)
{
    try {
        throw;
    } catch (const std::bad_alloc &) {
        return BLT__HUNSPELL_MEMORY;
    } catch (const std::exception &e) {
        std::snprintf(why, n, "%s", e.what());
    } catch (...) {
        std::snprintf(why, n, "unknown exception");
    }
    return BLT__HUNSPELL_FAILED;
}

blt__hunspell_result
blt__hunspell_create(Hunhandle **h, const char *aff, const char *dic,
                     char *why, size_t n)
{
    try {
        *h = Hunspell_create(aff, dic);
        return *h != nullptr ? BLT__HUNSPELL_OK : BLT__HUNSPELL_MEMORY;
    } catch (...) {
        *h = nullptr;
        return caught(why, n);
    }
}

void
blt__hunspell_destroy(Hunhandle *h)
{
    try {
        Hunspell_destroy(h);
    } catch (...) {
        /* It is gone, or leaks. */
    }
}

const char *
blt__hunspell_encoding(Hunhandle *h)
{
    try {
        return Hunspell_get_dic_encoding(h);
    } catch (...) {
        return nullptr;
    }
}

blt__hunspell_result
blt__hunspell_spell(Hunhandle *h, const char *word, int *accepted, char *why,
                    size_t n)
{
    try {
        *accepted = Hunspell_spell(h, word) != 0;
        return BLT__HUNSPELL_OK;
    } catch (...) {
        *accepted = 0;
        return caught(why, n);
    }
}
