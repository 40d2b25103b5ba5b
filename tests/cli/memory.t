#!/bin/sh
# Memory does not grow with the input: 8 MB against 2 kB, in kB.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
peak=$top_builddir/tests/cli/peak
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1
ASAN_OPTIONS=${ASAN_OPTIONS:-}:quarantine_size_mb=1
export BLT_MODEL BLT_THREADS ASAN_OPTIONS

yes 'Some words to cut, a lot of them; caf\303\251 and more.' | head -c 8000000 >words
tr -d ' \n[:punct:]' <words >letters

grows() {       # grows NAME KB LARGE SMALL COMMAND...: by less than KB
    name=$1 most=$2 large=$3 small=$4
    shift 4
    head -c 2000 "$small" >little
    "$peak" base "$@" <little >/dev/null 2>err || { ok "$name: runs"; return; }
    "$peak" used "$@" <"$large" >/dev/null 2>err || { ok "$name: runs"; return; }
    more=$(($(cat used) - $(cat base)))
    [ $more -lt "$most" ]; ok "$name: $more kB more"
}
grows "spaces" 8000 words words blt-patch --scheme=space
grows "a report" 8000 words words blt-patch --report --scheme=space
grows "side by side" 8000 words words blt-patch --compare=space,static
grows "one line side by side" 16000 letters letters \
    blt-patch --compare=space,static
grows "one word of 8 MB" 16000 letters letters blt-patch --scheme=space
grows "bytes" 8000 letters letters blt-patch --scheme=byte
grows "a pattern" 16000 words words blt-patch --regex='\w+'
grows "a pattern that waits for more" 40000 letters letters blt-patch --regex='\w+'
blt-patch --scheme=space words >p
blt-patch --scheme=space letters >q
grows "joined" 8000 p p blt-patch --raw --scheme=space
"$peak" used blt-patch --join q >back; cmp back letters; ok "one word comes back"
[ "$(cat used)" -lt $(($(cat base) + 32000)) ]; ok "in $(cat used) kB"
# the entropy model with a window: less text, it is slower
head -c 30000 words >some
grows "entropies" 6000 some words blt-entropy --window=64
for view in --view=heat --view=hex --html=/dev/null; do
    grows "$view" 6000 some words blt-entropy --window=64 $view
done
done_testing
