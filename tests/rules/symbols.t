#!/bin/sh
# Public is what the map file lists, what the headers declare, and what the
# library shows: three times the same; and each header stands alone.
. "$top_srcdir/tests/lib/tap.sh"
cd "$top_srcdir" || exit 1
sed -n 's/^ *\(blt_[a-z0-9_]*\);.*/\1/p' lib/libblt.map | sort >"$T/map"
awk '/^BLT_API/ { api = 1 }
    api && match($0, /blt_[a-z0-9_]+\(/) {
        print substr($0, RSTART, RLENGTH - 1); api = 0
    }
    /;/ { api = 0 }' lib/blt/*.h | sort -u >"$T/headers"
is "$(comm -3 "$T/map" "$T/headers")" "" "the map lists what headers declare"
lib=$top_builddir/lib/.libs/libblt.so
if [ -f "$lib" ] && command -v nm >/dev/null; then
    nm -D --defined-only "$lib" | awk '$2 ~ /[TDBRW]/ { print $3 }' |
        sed 's/@.*//' | grep -v '^BLT_' | sort >"$T/lib"
    is "$(comm -3 "$T/map" "$T/lib" | grep -v asan)" "" \
        "the library shows what the map lists"
fi
# What is new is freed, what is opened is closed.
bad=
for name in $(sed -n 's/^blt_\(.*\)_new$/\1/p' "$T/map"); do
    grep -q -x "blt_${name}_free" "$T/map" || bad="$bad blt_${name}_new"
done
for name in $(sed -n 's/^blt_\(.*\)_open$/\1/p' "$T/map"); do
    grep -q -x "blt_${name}_close" "$T/map" || bad="$bad blt_${name}_open"
done
is "$bad" "" "_new pairs with _free, _open with _close"
# One shape of callbacks.
is "$(grep -h -E '^typedef .*\(\*blt_[a-z_]*_fn\)' lib/blt/*.h |
    grep -v -E '^typedef blt_status \(\*blt_[a-z_]*_fn\)\(void \*user,')" "" \
    "callbacks take the user's pointer first and return a status"
is "$(grep -n -E '\(\*[a-z_]+\)\(' lib/blt/*.h |
    grep -v -E 'typedef blt_status \(\*blt_[a-z_]*_fn\)')" "" \
    "and have a name"
# Structs that grow are in the test of released sizes.
bad=
for macro in $(sed -n 's/^#define BLT_\([A-Z0-9_]*_INIT\) .*/\1/p' lib/blt/*.h); do
    [ "$macro" = PART_INIT ] && continue    # does not grow
    grep -q ", $macro," tests/unit/sizes.c || bad="$bad $macro"
done
is "$bad" "" "tests/unit/sizes.c knows every struct that grows"
CC=${CC:-cc} CXX=${CXX:-c++}
for header in lib/blt/*.h; do
    name=${header#lib/}
    {
        printf '#include <%s>\n#include <%s>\nvoid f(void);\n' "$name" "$name"
        printf 'void f(void)\n{\n'
        # Each macro with a value; BLT_X_INIT initializes a blt_x.
        sed -n 's/^#define \(BLT_[A-Z0-9_]*\) .*/\1/p' "$header" |
            grep -v -x -e BLT_API -e BLT_MUST_USE |
            while read -r macro; do
                case $macro in
                *_INIT)
                    type=$(echo "${macro%_INIT}" | tr A-Z a-z)
                    printf '{ %s x = %s; (void)x; }\n' "$type" "$macro" ;;
                *) printf '(void)sizeof(%s);\n' "$macro" ;;
                esac
            done
        echo '}'
    } >"$T/x.c"
    cp "$T/x.c" "$T/x.cc"
    if command -v "$CC" >/dev/null; then
        $CC -std=c99 -Wall -Wextra -Wpedantic -Werror -Ilib -fsyntax-only \
            "$T/x.c" 2>"$T/err"
        ok "$name alone as C99"
    fi
    if command -v "$CXX" >/dev/null; then
        $CXX -std=c++11 -Wall -Wextra -Wpedantic -Werror -Ilib \
            -fsyntax-only "$T/x.cc" 2>"$T/err"
        ok "$name alone as C++"
    fi
    base=${name#blt/}
    [ "$base" = blt.h ] || grep -q "#include <$name>" lib/blt/blt.h
    ok "blt.h includes $base"
done
done_testing
