#!/bin/sh
# Real text through the shipped model: however it arrives and however many
# threads work, every command writes the same bytes.
. "$top_srcdir/tests/lib/tap.sh"
[ -f "$top_srcdir/share/models/default" ] || skip_all "no model is shipped"

TEXT_KB=100
[ -z "${SANITIZED-}" ] || TEXT_KB=5       # the same paths, slowly

# Prose, pages and source text of this project, in several languages.
cat "$top_srcdir"/share/samples/*.txt "$top_srcdir"/man/*.[157] \
    "$top_srcdir"/lib/*/*.c | head -c "${TEXT_KB}000" \
    >"$T/text"
test "$(wc -c <"$T/text")" -ge 5000; ok "$(wc -c <"$T/text") bytes of text"

# Lines that name the file differ between a file and a pipe, no others.
body() { grep -v '^#document'; }

compare() {
    name=$1
    shift
    "$@" -j1 "$T/text" 2>"$T/err" | body >"$T/want"
    test -s "$T/want"; ok "$name: a file, 1 thread"
    for bs in 7 512 100000; do
        dd if="$T/text" bs=$bs status=none | "$@" -j2 2>"$T/err" |
            body >"$T/got"
        cmp -s "$T/want" "$T/got"; ok "$name: a pipe, $bs bytes at a time"
    done
}
compare blt-entropy blt-entropy
compare blt-patch blt-patch
compare 'blt-embed of lines' blt-embed --level=line --normalize
compare 'blt-gen --score' blt-gen --score

# The same stages, joined by pipes or in one command.
blt-entropy "$T/text" | blt-patch | grep -v '^#' >"$T/got"
blt-patch "$T/text" | grep -v '^#' >"$T/want"
cmp -s "$T/want" "$T/got"; ok "patches from a stream of entropies"
blt-patch "$T/text" | blt-embed --level=patch --format=npy >"$T/got"
blt-embed --level=patch --format=npy "$T/text" >"$T/want"
cmp -s "$T/want" "$T/got"; ok "vectors from a stream of patches"
blt-patch "$T/text" | blt-patch --join | cmp -s - "$T/text"
ok "and joined again they are the text"

# Generation after a prompt, however it came.
head -c 2000 "$T/text" >"$T/prompt"
blt-gen -n 100 --seed=3 -j1 "$T/prompt" >"$T/want" 2>"$T/err"
ok "generation after 2 kB"
dd if="$T/prompt" bs=7 status=none | blt-gen -n 100 --seed=3 -j2 >"$T/got"
cmp -s "$T/want" "$T/got"; ok "the prompt in pieces of 7, 2 threads"
blt-patch "$T/prompt" | blt-gen -n 100 --seed=3 -j2 >"$T/got"
cmp -s "$T/want" "$T/got"; ok "the prompt as a stream of patches"
done_testing
