#!/bin/sh
# Streams that were cut off or edited on the way: every reader says so.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default; export BLT_MODEL
printf 'One line.\nAnd \303\274 more.\n' >a
blt-entropy a >e
blt-patch --scheme=space a >p

refused() {     # refused NAME REASON COMMAND...
    name=$1 reason=$2
    shift 2
    "$@" <bad >out 2>err
    is "$?" 2 "$name: exit 2"
    grep -q "^blt-[a-z]*: standard input: .*$reason" err
    ok "$name: $reason"
    ! grep -q '^#end' out; ok "$name: the output has no end either"
}
for stage in "blt-patch --join" "blt-embed"; do
    head -n 6 p >bad;               refused "$stage, cut off" "cut short: no #end after line 6" $stage
    sed 6d p >bad;                  refused "$stage, a line less" "line 6: offset 9 where 4" $stage
    sed '6s/^4/5/' p >bad;          refused "$stage, moved" "line 6: offset 5 where 4" $stage
    sed 's/One/Onee/' p >bad;       refused "$stage, edited" "line 5: text: 5 bytes where 4" $stage
    sed 's/\\n/\\q/' p >bad;        refused "$stage, a bad escape" "line [0-9]*: text: character" $stage
    sed 's/records=/records=1/' p >bad; refused "$stage, miscounted" "#end counts" $stage
    (cat p; echo 0) >bad;           refused "$stage, longer" "more input after #end" $stage
    sed 's/^#blt-stream 1/#blt-stream 2/' p >bad; refused "$stage, from the future" "line 1: a version" $stage
    sed '/^#columns/s/bits/nats/' p >bad; refused "$stage, other columns" "line 3: the columns" $stage
    sed '5s/-/x/' p >bad;           refused "$stage, no number" "line 5: entropy: \"x\" is not a number" $stage
done
for stage in "blt-patch" "blt-patch --scheme=space" "blt-entropy --by=line"; do
    head -n 9 e >bad;               refused "$stage, cut off" "cut short: no #end after line 9" $stage
    head -c 300 e >bad;             refused "$stage, cut in a line" "cut short" $stage
    sed 7d e >bad;                  refused "$stage, a line less" "line 7: offset 3 where 2" $stage
    sed '6s/	[^	]*$/	ab/' e >bad; refused "$stage, two bytes" "line 6: text: 2 bytes where 1" $stage
    sed '6s/	/	1e400/' e >bad; refused "$stage, a huge number" "line 6: entropy" $stage
done
sed '5,$s/	[^	]*/	-/' e >bad
refused "no entropies" "offset 0: no entropy" blt-patch --scheme=entropy
blt-patch --scheme=space <bad >/dev/null 2>err; ok "but spaces need none"

# one bad FILE does not stop the others
head -n 6 p >bad
blt-patch --join bad p >out 2>err; is $? 2 "a bad FILE is remembered"
tail -c 23 out | cmp - a; ok "the next one is still done"
done_testing
