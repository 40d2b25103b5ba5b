#!/bin/sh
# The program in libblt(3), compiled against the public headers alone and the
# library, does what it says.
. "$top_srcdir/tests/lib/tap.sh"
golden=$top_srcdir/tests/golden
model=$golden/tiny-a-default
cd "$T" || exit 1
make_says() { sed -n "s/^$1 = //p" "$top_builddir/Makefile"; }
cc=$(make_says CC)
flags=$(make_says SAN_CFLAGS)
lib=$top_builddir/lib/.libs
[ -n "$cc" ] && [ -e "$lib/libblt.so" ] || skip_all "no compiler or libblt.so"

mkdir -p include/blt
cp "$top_srcdir"/lib/blt/*.h include/blt
sed -n '/^\.\\" The test/,/^\.\\" and here/p' "$top_srcdir/man/libblt.3" |
    sed '/^\./d; s/\\e/\\/g' >example.c
grep -q '^main(' example.c; ok "the page has a program"
$cc -std=c99 -pedantic -Wall -Wextra -Werror $flags -Iinclude example.c \
    -o example -L"$lib" -lblt -Wl,-rpath,"$lib" >err 2>&1
ok "it compiles without a warning"
./example "$model" 'The kernel' >got 2>err; ok "it runs"
blt-gen -m "$model" -p 'The kernel' -n 40 --seed=1 >want
head -c 40 got | cmp - want; ok "and writes what blt-gen writes"
is "$(tail -n 10 got | cut -c1 | tr -d '\n')" 'The kernel' \
    "then a row for each byte"
fails 1 "a model that is not there" ./example none x
is "$(sed 's/:.*//' err)" ./example "says who complains"
done_testing
