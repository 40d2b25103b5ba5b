#!/bin/sh
# blt-spell -d f | patch f  is  blt-spell < f, whatever f is.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
command -v patch >/dev/null || skip_all "no patch"
cd "$T" || exit 1

# FILE NAME
patched() {
    cp "$1" "$1.copy"
    blt-spell --no-model -d "$1" >"$1.diff" 2>err &&
        { [ ! -s "$1.diff" ] || patch -s --binary "$1.copy" "$1.diff"; } \
            >>err 2>&1 &&
        blt-spell --no-model "$1" | cmp - "$1.copy" >>err 2>&1
    ok "$2"
}
printf 'I recieve teh mail.\n' >a; patched a "one line"
printf 'I recieve teh mail.' >a; patched a "no last newline"
printf 'hello\nworld' >a; patched a "no last newline, nothing to correct"
printf 'teh\nworld' >a; patched a "a change before it"
printf 'I recieve\r\nteh mail\r\n' >a; patched a "CRLF"
printf 'I recieve\r\nteh mail\r' >a; patched a "half of a CRLF at the end"
printf '\000teh\n\377 teh \t\n' >a; patched a "NULs and invalid UTF-8"
printf '' >a; patched a "an empty file"
printf 'hello world\n' >a; patched a "nothing to do"
is "$(cat a.diff)" "" "gives an empty diff"
printf 'teh\n\n-teh\n+teh\n--- teh\n@@ teh @@\n\\ teh\n' >a
patched a "lines that look like a diff"
for gap in 0 1 3 5 6 7 8 13; do
    awk -v g=$gap 'BEGIN { for (k = 0; k < 6; k++) { print "teh"
        for (i = 0; i < g; i++) print "line", k, i } }' >a
    patched a "changes $gap lines apart"
    is "$(diff -u a a.copy | grep -c '^@@' | sed s/6/5/)" \
        "$(grep -c '^@@' a.diff | sed s/6/5/)" "in as many hunks as diff's"
done
awk 'BEGIN { for (i = 0; i < 20000; i++) print "teh word", i }' >a
patched a "a hunk that does not fit in memory"
awk 'BEGIN { srand(4); for (i = 0; i < 3000; i++)
    printf "%s%s", rand() < .2 ? "teh" : "the word",
        rand() < .8 ? "\n" : rand() < .5 ? " " : "\r\n" }' >a
patched a "three thousand random lines, seed 4"

# Names and several files.
printf 'teh\n' >'a b"c'
blt-spell --no-model -d 'a b"c' | sed -n 1p >got
is "$(cat got)" '--- "a b\"c"' "a name that needs quotes"
mkdir d; printf 'teh\n' >d/x; printf 'recieve\n' >d/y
blt-spell --no-model -d d/x d/y >got; patch -s -p0 <got
is "$(cat d/x d/y | tr '\n' ' ')" "the receive " "several files in one diff"
done_testing
