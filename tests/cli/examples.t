#!/bin/sh
# The examples of every man page do what they say.
#
# In EXAMPLES and STEPS, ".Dl $ COMMAND" and lines of a literal block that
# begin with "$ " are run, page by page, in a folder with notes.txt and
# poem.txt; an indented line continues the command.  Other lines of a block
# are what the command must print; if there are none, it must succeed.
#
# The pages use a tiny random model and a little English, so that they test
# the commands and not the data; the tutorial uses what its reader has, the
# model and the words of the tree.
. "$top_srcdir/tests/lib/tap.sh"
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1
export BLT_MODEL BLT_THREADS
. "$top_srcdir/tests/spell/data.sh"

# One example after the other: "C command", "+ more of it", "O output", "E".
examples() {
    awk '
    function plain(s) {
        gsub(/\\\(dq/, "\"", s); gsub(/\\\(aq/, "\047", s)
        gsub(/\\&/, "", s); gsub(/\\[ ~]/, " ", s); gsub(/\\-/, "-", s)
        gsub(/\\e/, "\\", s)
        return s
    }
    /^\.Sh/ { on = /EXAMPLES|STEPS/ }
    !on { next }
    /^\.Bd/ { block = 1; next }
    /^\.Ed/ { block = 0; if (open) print "E"; open = 0; next }
    /^\.Dl \$ / { print "C " plain(substr($0, 7)); print "E"; next }
    block && /^\$ / { if (open) print "E"
        print "C " plain(substr($0, 3)); open = 1; next }
    block && open && /^[ \t]/ { print "+ " plain($0); next }
    block && open { print "O " plain($0) }
    ' "$1"
}

run_example() {
    name="$page: $(head -n 1 "$T/cmd")"
    if ! $with sh -e "$T/cmd" >"$T/got" 2>"$T/err" </dev/null; then
        false
        ok "$name"
    elif [ -s "$T/want" ] && ! cmp -s "$T/want" "$T/got"; then
        is "$(cat "$T/got")" "$(cat "$T/want")" "$name"
    else
        true
        ok "$name"
    fi
}

for file in "$top_srcdir"/man/*.[1-8]; do
    page=${file##*/} with=
    [ "$page" != blt-tutorial.7 ] ||
        with='env -u BLT_MODEL -u BLT_SPELL_DATA'
    mkdir "$T/$page" && cd "$T/$page" || exit 1
    printf '%s\n' 'Dear diary, today I picked strawberry and' \
        'blueberries in the kernel garden.' 'It rained 12 times.' >notes.txt
    for i in 1 2 3 4 5 6 7 8 9; do
        echo "On day $i nobody wrote anything, or next to it."
    done >>notes.txt
    printf 'Roses are red,\nviolets are \342\200\246 what?\n' >poem.txt
    examples "$file" >"$T/list"
    : >"$T/cmd" >"$T/want"
    while IFS= read -r line; do
        case $line in
        'C '*) printf '%s\n' "${line#C }" >"$T/cmd"; : >"$T/want" ;;
        '+ '*) printf '%s\n' "${line#+ }" >>"$T/cmd" ;;
        'O '*) printf '%s\n' "${line#O }" >>"$T/want" ;;
        E) run_example ;;
        esac
    done <"$T/list"
done
done_testing
