#!/bin/sh
# The shape of the code: short functions, few parameters, and one meaning for
# the name of a type.
. "$top_srcdir/tests/lib/tap.sh"
cd "$top_srcdir" || exit 1

awk -f tests/rules/functions.awk lib/*/*.c bin/*.c bin/*/*.c >"$T/functions"
[ "$(wc -l <"$T/functions")" -gt 1000 ]; ok "functions are found"
is "$(awk '$3 > 70' "$T/functions")" "" "no function has over 70 lines"
# Kernels and layers take outputs, inputs and sizes; elsewhere a struct
# serves better.  Five exceptions are two calls of the public interface and
# three that would gain nothing.
awk '$4 > 7 && $1 !~ /^lib\/(num|nn)\//' "$T/functions" >"$T/many"
[ "$(wc -l <"$T/many")" -le 5 ] || sed 's/^/# /' "$T/many"
[ "$(wc -l <"$T/many")" -le 5 ]
ok "at most five functions outside num/ and nn/ have over seven parameters"

# A file of an instruction set names its vectors as the others do.
awk -f tests/rules/types.awk $(ls lib/*/*.[ch] |
    grep -v 'lib/num/.*_\(avx2\|avx512\)\.[ch]') | sort >"$T/types"
[ "$(wc -l <"$T/types")" -gt 200 ]; ok "types are found"
is "$(awk '{ n[$1]++; at[$1] = at[$1] " " $2 }
    END { for (x in n) if (n[x] > 1) print x ":" at[x] }' "$T/types" | sort)" \
    "" "each type of the library has a name of its own"
done_testing
