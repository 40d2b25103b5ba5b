#!/bin/sh
# One table, every command: disks that are full, pipes that close, files that
# are not there.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
golden=$top_srcdir/tests/golden
BLT_MODEL=$golden/tiny-a-default; export BLT_MODEL
. "$top_srcdir/tests/spell/data.sh"
printf 'Some text we recieve.\nAnd more of it, here.\n' >a
: >empty
blt-patch --scheme=space a >p

# NAME then COMMAND; each reads operands or standard input.
while read -r name command; do
    command -v "${command%% *}" >/dev/null || continue
    $command <a >out 2>err; is $? 0 "$name: works"
    if [ -c /dev/full ]; then
        $command <a >/dev/full 2>err; is $? 2 "$name: a full disk"
        grep -q "^${command%% *}: standard output: cannot write" err
        ok "$name: and says so"
        fails 2 "$name: -o on a full disk" $command -o /dev/full a
    fi
    $command <a >&- 2>err; is $? 2 "$name: a closed stdout"
    # The reader goes away: SIGPIPE, or a failed write; never a success that
    # was none, and no words about it.
    { $command a a a 2>err; echo $? >status; } | :
    s=$(cat status)
    [ "$s" = 141 ] || [ "$s" = 0 ]; ok "$name: a closed pipe ($s)"
    is "$(cat err)" "" "$name: quietly"
    fails 2 "$name: a missing file" $command nowhere
    grep -q "^${command%% *}: nowhere: .*No such file" err
    ok "$name: and which"
    fails 2 "$name: a directory" $command .
    grep -q "^${command%% *}: \.: is a directory" err
    ok "$name: and that it is one"
    $command empty >out 2>err; is $? 0 "$name: an empty file"
    $command <&- >out 2>err; is $? 2 "$name: a closed stdin"
    echo kept >made
    fails 2 "$name: -o and a bad file" $command -o made nowhere
    is "$(cat made)" kept "$name: leaves the old file"
    is "$(ls made*)" made "$name: and nothing beside it"
    $command -o made a 2>err && cmp -s made kept
    [ -s made ]; ok "$name: -o"
    fails 2 "$name: no such option" $command --nonsense
    fails 2 "$name: no such model" $command -m nobody a
done <<'X'
blt-entropy     blt-entropy
blt-entropy/u   blt-entropy --by=line --top=2
blt-patch       blt-patch
blt-embed       blt-embed
blt-gen/score   blt-gen --score
blt-spell       blt-spell
blt-spell/l     blt-spell -l
blt-spell/json  blt-spell --format=json
X

# -a answers or dies.
if [ -c /dev/full ]; then
    echo '^a' | blt-spell -a >/dev/full 2>err; is $? 2 "-a on a full disk"
fi
{ yes '^a' | blt-spell -a 2>err; echo $? >status; } | head -n 3 >/dev/null
s=$(cat status); [ "$s" = 141 ] || [ "$s" = 2 ]; ok "-a: a closed pipe ($s)"
is "$(cat err)" "" "quietly"

# Commands that need no model, or another kind of input.
fails 0 "spaces need no model" blt-patch --scheme=space -m nobody a
blt-patch --join p | cmp - a; ok "--join"
if [ -c /dev/full ]; then
    blt-patch --join p >/dev/full 2>err; is $? 2 "--join on a full disk"
fi
fails 2 "--join of a missing file" blt-patch --join nowhere

# A missing file does not stop the others.
blt-patch --scheme=space nowhere a >out 2>err; is $? 2 "one bad FILE: exit 2"
is "$(tail -n 1 out)" "$(tail -n 1 p)" "the rest is done"
# A pipe is answered line by line: the row is read before the input ends.
mkfifo pipe
for how in --by=word --by=char --by=sentence --view=heat \
    '--by=line --charset=auto'; do
    : >rows
    blt-entropy $how <pipe >rows &
    exec 3>pipe
    echo 'Nov 30 12:00:01 host sshd[121]: Accepted' >&3
    n=0
    until grep -q -e Accepted -e '	A\b' rows ||
        [ $n -eq 100 ]; do
        sleep 0.1; n=$((n + 1))
    done
    grep -q -e Accepted -e '	A\b' rows
    ok "$how: a row before the end of a pipe"
    exec 3>&-
    wait
done
# So is UTF-8: one letter of Latin-1, or one character of three bytes, is enough.
for line in 'Café: accepted' 'Ελλάδα' '日'; do
    : >rows
    blt-entropy --by=char <pipe >rows &
    exec 3>pipe
    printf 'first line\n%s\n' "$line" >&3
    n=0
    until [ "$(grep -c '	\\n' rows)" -eq 2 ] || [ $n -eq 100 ]; do
        sleep 0.1; n=$((n + 1))
    done
    is "$(grep -c '	\\n' rows)" 2 "$line: a row before the end of a pipe"
    exec 3>&-
    wait
done
{ printf 'only ASCII in this line\n'; printf 'Ma\337e f\374r die Gr\366\337e\n'; } >latin
blt-entropy --by=line --charset=auto latin | grep '^[0-9]' >one
for bs in 1 7 512; do
    dd if=latin bs=$bs 2>/dev/null | blt-entropy --by=line --charset=auto |
        grep '^[0-9]' | cmp - one
    ok "lines of ASCII, then another charset, $bs bytes at a time"
done
# Of EUC-JP, this looks like one UTF-8 character of two bytes: no evidence.
{ printf 'only ASCII in this line\n\304\243\n'
    printf '\244\263\244\354\244\317\306\374\313\334\270\354\244\307\244\271\n'
} >eucjp
for i in 1 2 3 4 5 6 7 8; do tail -n 1 eucjp; done >>eucjp
blt-entropy --by=line --charset=auto eucjp | grep '^[0-9]' >one
grep -q 日本 one; ok "EUC-JP"
{ head -n 2 eucjp; sleep 0.2; tail -n +3 eucjp; } |
    blt-entropy --by=line --charset=auto | grep '^[0-9]' | cmp - one
ok "and from a pipe, whose first lines could be UTF-8"

done_testing
