#!/bin/sh
# blt-patch and blt-entropy: the same patches by every road, exact bytes back.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1
export BLT_MODEL BLT_THREADS
body() { grep -v '^#[pe]' "$@"; }

printf 'The quick brown fox,\njumps \303\274ber \377\200 the\ttab\\ lazy\0 dog.\r\n' >a
printf '' >empty
printf '#not a stream, no newline' >c
printf '\0' >zero

# every scheme, exact bytes back
for s in entropy monotonic combined space static byte regex; do
    set -- --scheme=$s
    [ $s = regex ] && set -- --regex='\w+'
    blt-patch "$@" a empty c zero >p 2>err &&
        blt-patch --join p >back 2>>err && cat a empty c zero | cmp - back
    ok "--scheme=$s comes back"
    # over a pipe the same patches; without a model there are no numbers
    blt-patch "$@" a empty c zero | grep '^[0-9#]' | grep -v '^#p' | cut -f 1,2,5 >one
    blt-entropy a empty c zero | blt-patch "$@" | grep -v '^#p' | cut -f 1,2,5 >two
    cmp one two; ok "--scheme=$s is the same over a pipe"
done
for s in entropy monotonic combined; do
    blt-patch --scheme=$s a c | body >one
    blt-entropy a c | blt-patch --scheme=$s | body >two
    cmp one two; ok "--scheme=$s: the numbers too"
done
for t in 1 3.5 4.2bits 3nats; do
    blt-patch -t $t a | body >one
    blt-entropy a | blt-patch -t $t | body >two
    cmp one two; ok "--threshold=$t over a pipe"
done
is "$(blt-patch -t 3.5 a | sed -n 's/^#program.*threshold=//p')" 3.5 \
    "the threshold is on record"
is "$(blt-patch -t 1.335442066192627nats a | grep -v '^#p')" \
    "$(blt-patch -t 1.335442066192627nats <a | grep -v '^#p' | sed 's/^#document -/#document a/')" \
    "standard input is a document called -"

# what a patch is
is "$(blt-patch --scheme=space a | sed -n '4,6p')" "#document a
0	4	-	-	The 
4	6	-	-	quick " "spaces"
is "$(blt-patch --scheme=static a | sed -n '5,6p;$p')" "0	4	-	-	The 
4	4	-	-	quic
#end documents=1 records=15 bytes=57" "four bytes each"
is "$(blt-patch --patch-size=50 a | grep '^[0-9]' | cut -f 2 | tr '\n' ' ')" \
    "50 7 " "--patch-size alone means static"
is "$(blt-patch --scheme=space --max-length=3 c | grep '^[0-9]' | cut -f 5 | tr '\n' '|')" \
    "#no|t |a |str|eam|,| no| |new|lin|e|" "--max-length cuts from the left"
is "$(blt-patch --regex='[a-z]+' --max-length=3 c | grep '^[0-9]' | cut -f 5 | tr '\n' '|')" \
    "#|not| |a| |str|eam|, |no| |new|lin|e|" "with a pattern too"
is "$(blt-patch empty | tail -n 2)" "#document empty
#end documents=1 records=0 bytes=0" "nothing has no patches"
blt-entropy a >e
is "$(blt-patch --scheme=monotonic -t 0.1 --reset=newline e | cut -f 5 |
    grep -c 'n$')" 2 "--reset: a newline ends a patch"
is "$(blt-patch --format=json --scheme=space zero)" \
    '{"document":"zero","offset":0,"length":1,"entropy":null,"bits":null,"text":"\u0000"}' \
    "JSON"

# --target-size
for x in 2 3.5 7; do
    for s in entropy monotonic; do
        i=0; while [ $i -lt 40 ]; do cat a c; i=$((i + 1)); done >many
        [ -s many.e ] || blt-entropy many >many.e
        blt-patch --scheme=$s --target-size=$x many.e | tail -n 1 |
            tr '=' ' ' | awk -v x=$x '{ m = $7 / $5
                exit !(m > 0.99 * x && m < 1.01 * x) }'
        ok "--scheme=$s --target-size=$x"
    done
done
fails 2 "a target that cannot be met" blt-patch --target-size=40 c

# blt-entropy
is "$(grep -c '^[0-9]' e)" 57 "a record a byte"
is "$(blt-entropy e | body)" "$(body e)" "a stream is read too"
for n in 1 7 512; do
    head -c 600 many >some
    blt-entropy -j 1 - <some | body >one
    # dd hands over n bytes at a time
    dd if=some bs=$n 2>/dev/null | blt-entropy -j 2 | body >two
    cmp one two; ok "$n bytes at a time, two threads: the same bytes"
done
is "$(blt-entropy --by=line e | grep '^[0-9]' | cut -f 6)" \
    'The quick brown fox,\n
jumps über \xff\x80 the\ttab\\ lazy\x00 dog.\r\n' "--by=line"
is "$(blt-entropy -z --by=line e | grep '^[0-9]' | cut -f 2 | tr '\n' ' ')" \
    "50 7 " "-z --by=line"
is "$(blt-entropy --by=document e | grep '^[0-9]' | cut -f 1,2)" "0	57" "--by=document"
is "$(blt-entropy --by=patch e | grep '^[0-9]' | cut -f 1,2)" \
    "$(blt-patch e | grep '^[0-9]' | cut -f 1,2)" "--by=patch has blt-patch's"
blt-entropy --by=document e | grep '^[0-9]' | cut -f 3 >sum
grep '^[0-9]' e | awk -F'\t' '{ s += $3 } END { print s }' | cat - sum |
    awk '{ x[NR] = $1 } END { d = x[1] - x[2]; exit !(d * d < 1e-4) }'
ok "the bits add up"
is "$(blt-entropy --top=3 e | grep '^[0-9]' | cut -f 3)" \
    "$(grep '^[0-9]' e | cut -f 3 | sort -rn | head -n 3)" "--top"
is "$(blt-entropy --min=14 e | grep -c '^[0-9]')" \
    "$(grep '^[0-9]' e | awk -F'\t' '$3 >= 14' | wc -l | tr -d ' ')" "--min"
is "$(blt-entropy --format=npy e | wc -c | tr -d ' ')" $((128 + 57 * 8)) "npy"

# what makes no sense
for o in --regex=a\ --scheme=space --scheme=regex --patch-size=3\ -t1\ --scheme=entropy \
    --threshold=1\ --scheme=space --target-size=3\ --scheme=byte \
    --target-size=3\ -t1 --threshold-add=1\ --scheme=entropy \
    --reset=newline\ --scheme=space --join\ -t1 --regex=a\( --patch-size=0 \
    --target-size=0.5; do
    fails 2 "blt-patch $o" blt-patch $o a
done
fails 2 "blt-entropy --format=npy --by=line" blt-entropy --format=npy --by=line a
blt-patch a >p
fails 2 "patches cannot be cut" blt-patch p
fails 2 "patches have no bits per byte" blt-entropy p
blt-patch --raw --scheme=space p | blt-patch --join | cmp - p
ok "--raw takes a stream as text"
fails 2 "text cannot be joined" blt-patch --join a
# The threshold of a rise is not that of an entropy.
threshold() { sed -n '/^#program blt-patch/s/.* threshold=//p' | cut -d' ' -f 1; }
is "$(blt-patch --scheme=monotonic e | threshold |
    awk '{ printf "%.4f", $1 / 0.36 }')" \
    "$(blt-patch e | threshold | awk '{ printf "%.4f", $1 }')" \
    "monotonic has a threshold of its own"
printf 'aaaa\0bbbb\0cccc' | blt-entropy >z
is "$(blt-patch -z --scheme=monotonic -t 16 --reset=newline z | cut -f 5 |
    grep -c '\\x00$')" 2 "-z: a zero byte ends a patch"

# ---- a pattern that backtracks: refused at once, not paid for at every word
awk 'BEGIN { for (i = 0; i < 2900; i++) printf "aaaaaaaaaaaaaaaaaaaaaa " }' >words
fails 2 "a pattern that backtracks" blt-patch --regex='(a+)+b' words
grep -q 'too much time' err; ok "says so"
blt-patch --regex='a+ ?' words >out && [ "$(grep -c '^[0-9]' out)" -eq 2900 ]
ok "while an ordinary one passes"

done_testing
