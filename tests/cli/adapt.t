#!/bin/sh
# Adapted scores in the commands, columns of the likeliest bytes, and pack.
. "$top_srcdir/tests/lib/tap.sh"
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default
export BLT_MODEL
cd "$T" || exit 1

i=0
while [ $i -lt 60 ]; do
    i=$((i + 1))
    echo "2026-03-01 10:$((10 + i % 50)):0$((i % 9)) status installed lib$((i % 7))"
    [ $i = 40 ] && echo 'Segmentation fault (core dumped)'
done >log
same() { cmp -s "$1" "$2"; ok "$3"; }
rows() { grep '^[0-9]'; }

is "$(blt-entropy --by=line --top=3 log | rows | cut -f 6 | grep -c Segm)" 1 \
    "an odd line is among the first"
is "$(blt-entropy --by=line --top=1 -m none log | rows | cut -f 6)" \
    'Segmentation fault (core dumped)\n' "and before the first, which costs more"
head -n 1 log >first
is "$(blt-entropy --by=line --top=1 -m none --learn=first log | rows | cut -f 6)" \
    'Segmentation fault (core dumped)\n' "after --learn too"
blt-entropy --by=line --top=3 --adapt log | rows >a
blt-entropy --by=line --top=3 log | rows >b
same a b "ranked lines are adapted"
blt-entropy --by=line --top=3 --no-adapt log | rows >b
! cmp -s a b; ok "unless --no-adapt"
blt-entropy log >a
blt-entropy --no-adapt log >b
same a b "the stream of bytes is not"
blt-entropy --adapt log | grep -q '^#program blt-entropy .* adapt=on'
ok "the stream says it"
blt-entropy --adapt --by=patch log | rows | cut -f 1 >a
blt-entropy --by=patch log | rows | cut -f 1 >b
same a b "patches are the model's"
blt-entropy --adapt --patch-entropy=adapted --by=patch log | rows | cut -f 1 >b
[ "$(wc -l <b)" -lt "$(wc -l <a)" ]; ok "or found by adapted entropies"

bits() { blt-entropy --by=document "$@" | rows | cut -f 3; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'; }
head -n 30 log >half
less "$(bits --learn=half half)" "$(bits --adapt half | awk '{ print $1 / 4 }')"
ok "a file that was learned costs little"
bits --model=none log >/dev/null; ok "no model"
for j in 1 2; do
    for m in none "$BLT_MODEL"; do
        blt-entropy -j $j -m $m --adapt log >"one.$j.$(basename $m)"
        i=0
        while read -r l; do echo "$l"; done <log |
            blt-entropy -j $j -m $m --adapt | sed 's/^#document -$/#document log/' \
            >"two.$j.$(basename $m)"
    done
done
for m in none tiny-a-default; do
    same one.1.$m two.1.$m "$m: the same from a pipe"
    same one.1.$m one.2.$m "$m: and with two threads"
done
head -c 3000 /dev/zero >zeros
less "$(blt-entropy --by=block:1M zeros | rows | cut -f 3)" 100
ok "blocks of binary files are adapted"

# rank and top-k
blt-entropy --rank --top-k=2 half >s
is "$(grep '^#columns' s)" "#columns offset entropy surprisal byte rank top" \
    "columns"
rows <s | awk -F '\t' '{ n = split($6, t, " "); sub(/=[^=]*$/, "", t[1])
    if (n != 2 || ($5 == 0) != (t[1] == $4 || (t[1] == "\\x20" && $4 == " ")))
        bad++ }
    END { exit bad > 0 }'
ok "rank 0 is the likeliest byte"
blt-entropy --by=line s | rows >a
blt-entropy --by=line half | rows >b
same a b "a stream with them is read"
is "$(blt-entropy --top-k=3 --rank --format=json half | head -n 1 | python3 -c '
import json, sys
r = json.loads(sys.stdin.readline())
print(len(r["top"]), r["rank"] in range(256), sorted(r["top"][0]))')" \
    "3 True ['byte', 'probability']" "JSON"
is "$(blt-entropy --top-k=3 --rank --format=npy half | head -c 128 |
    grep -ao "'shape': ([0-9]*, [0-9]*)")" \
    "'shape': ($(wc -c <half | tr -d ' '), 9)" "npy"
is "$(blt-gen --score --top-k=2 --rank --adapt half | grep '^#columns')" \
    "#columns offset entropy surprisal byte rank top" "blt-gen --score"
is "$(blt-gen --score --rank --format=npy half | head -c 128 |
    grep -ao "'shape': ([0-9]*, [0-9]*)")" \
    "'shape': ($(wc -c <half | tr -d ' '), 3)" "and as npy"
fails 2 "--rank of lines" blt-entropy --rank --by=line half
fails 2 "--adapt and --no-adapt" blt-entropy --adapt --no-adapt half

# pack
head -c 2000 /dev/urandom >random
: >empty
for f in half random empty zeros; do
    for m in none "$BLT_MODEL"; do
        blt-eval pack --stage=entropy --adapt -m $m $f >p
        blt-eval unpack --stage=entropy --adapt -m $m p >u
        same u $f "pack and unpack: $f, $(basename $m)"
    done
done
blt-eval pack half | blt-eval unpack >u
same u half "and without adaptation, under the full model"
blt-eval pack -m none log >p
want=$(blt-eval bpb -m none --format=json log | sed 's/.*"bits":\([0-9.]*\).*/\1/')
awk -v got=$((8 * ($(wc -c <p) - $(head -n 1 p | wc -c)))) -v want="$want" \
    'BEGIN { exit !(got > want - 1 && got < want * 1.001 + 72) }'
ok "as many bits as the surprisals: $want"
fails 2 "other settings" blt-eval unpack -m none --window=16 p
fails 2 "another model" blt-eval unpack --stage=entropy --adapt p
n=$(wc -c <p)
bad=0
for at in 3 40 $((n / 2)) $((n - 9)) $((n - 2)); do
    { head -c $at p; printf '\377'; tail -c +$((at + 2)) p; } >d
    cmp -s d p && continue
    blt-eval unpack -m none d >u 2>err && bad=1
    [ -s u ] && bad=1
done
[ $bad = 0 ]; ok "damaged files are refused, and nothing is written"
head -c $((n - 5)) p >d
fails 2 "a file that was cut" blt-eval unpack -m none d
# ---- what is not text ------------------------------------------------------------
# Files and pipes give the same, whatever comes at once.
{ printf '\211PNG\r\n\032\n\000\000\000\rIHDR'; head -c 3000 /dev/zero; } >binary
printf 'a few words of text\nwith a zero \000 later\n' >texty
for f in binary texty; do
    blt-entropy --view=hex $f >want
    { head -c 9 $f; sleep 0.2; tail -c +10 $f; } | blt-entropy --view=hex | cmp -s - want
    ok "$f: a pipe looks as a file"
    blt-entropy --view=hex --no-adapt $f >plain
    cmp -s plain want; is "$?" $([ $f = binary ] && echo 1 || echo 0) \
        "$f: adapted if not text"
done

done_testing
