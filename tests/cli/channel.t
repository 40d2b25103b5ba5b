#!/bin/sh
# An error model is learned from pairs of its own making, and finds in them
# what was put there.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1

# 3,000 words, each with a mistake: x is written for ks in every other one
# that has it.
awk 'BEGIN {
    srand(7)
    split("ka ke ki ko ta te ti to na ne ni no ra re ri ro sa se si so ks", part)
    for (i = 0; i < 3000; i++) {
        w = ""
        for (k = 0; k < 4; k++) w = w part[1 + int(20 * rand())]
        w = substr(w, 1, 2) "ks" substr(w, 3)
        if (i % 2) v = substr(w, 1, 2) "x" substr(w, 5)
        else { at = 1 + int(length(w) * rand())
            v = substr(w, 1, at - 1) substr(w, at + 1) }
        if (i % 3) print v "\t" w; else print v "->" w
    }
}' >pairs
printf '#blt-channel 1\nvowels aeio\nkeyboard aeioknrstx\n' >base.channel
blt-train --channel=base.channel --out=new.channel pairs >out 2>err
is $? 0 "learned" || sed 's/^/# /' err
head -n 1 new.channel | grep -q '^#blt-channel 1$'; ok "a channel"
grep -q '^include base$' new.channel; ok "that includes the old one"
grep -q '^ks x -*[0-9.]*' new.channel; ok "ks is written x"
bits=$(awk '$1 == "ks" && $2 == "x" { print ($3 < 3) }' new.channel)
is "$bits" 1 "for few bits"
awk '/held out/ { for (i = 1; i <= NF; i++) if ($i == "bits") b = $(i - 1)
    exit !(b + 2 < $NF) }' out
ok "what was held out takes fewer bits" || sed 's/^/# /' out
blt-train --channel=base.channel --out=again.channel pairs >out 2>err
cmp -s new.channel again.channel; ok "the same again"
blt-eval noise --channel=new.channel --rate=1 <<'X' >noisy
taksana rekseko
X
[ -s noisy ]; ok "it can be used"

blt-train --channel=base.channel --out=again.channel --progress=always \
    pairs 2>&1 >out | grep -a -q 'blt-train: [a-z ]*, [0-9]* %'
ok "progress is shown"

echo 'no pair' >none
fails() {
    want=$1 name=$2
    shift 2
    "$@" >out 2>err
    is $? "$want" "$name"
}
fails 2 "no pairs" blt-train --channel=base.channel --out=x.channel none
[ ! -e x.channel ]; ok "nothing is written"
fails 2 "no file" blt-train --channel=base.channel --out=x.channel nowhere
fails 2 "no channel" blt-train --channel=pairs --out=x.channel pairs
fails 2 "no --out" blt-train --channel=base.channel pairs
done_testing
