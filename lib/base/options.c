/* Structs that grow at their end, read and filled as far as both sides know
 * them. */
#include "config.h"
#include <string.h>
#include "base/options.h"

static size_t
size_of(const void *sized)
{
    size_t size;

    memcpy(&size, sized, sizeof size);
    return size;
}

static blt_status
check(const void *sized, const char *name, blt_error *err)
{
    if (sized == NULL)
        return blt__fail(err, BLT_EINVAL, "%s: the struct is NULL", name);
    if (size_of(sized) < sizeof(size_t))
        return blt__fail(err, BLT_EINVAL, "%s: size is %zu: initialize the"
                         " struct with this macro", name, size_of(sized));
    return BLT_OK;
}

blt_status
blt__options_read(void *out, const void *defaults, const void *given,
                  const char *name, blt_error *err)
{
    size_t own = size_of(defaults), size;

    memmove(out, defaults, own);
    if (given == NULL)
        return BLT_OK;
    if (check(given, name, err) != BLT_OK)
        return BLT_EINVAL;
    size = size_of(given);
    memcpy((char *)out + sizeof size, (const char *)given + sizeof size,
           (size < own ? size : own) - sizeof size);
    return BLT_OK;
}

blt_status
blt__result_write(void *out, const void *result, const char *name,
                  blt_error *err)
{
    size_t own = size_of(result), size;

    if (check(out, name, err) != BLT_OK)
        return BLT_EINVAL;
    size = size_of(out);
    memcpy((char *)out + sizeof size, (const char *)result + sizeof size,
           (size < own ? size : own) - sizeof size);
    return BLT_OK;
}
