#!/bin/sh
# A few faults of each command; `make fault' makes all of them.
. "$top_srcdir/tests/lib/tap.sh"
[ -z "$SANITIZED" ] || skip_all "sanitizers have an allocator of their own"
[ -r "$top_builddir/tests/fault/.libs/failalloc.so" ] ||
    skip_all "no library to preload"
for kind in alloc sticky call short; do
    mkdir "$T/$kind"
    case $kind in short) points=2 ;; *) points=3 ;; esac
    (cd "$T/$kind" && "$top_srcdir/tests/fault/sweep" $kind $points) \
        >"$T/err" 2>&1; ok "$kind: $(tail -n 1 "$T/err")"
done
done_testing
