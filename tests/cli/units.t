#!/bin/sh
# blt-entropy --by: units that lie end to end, sums that add up, and which
# of them come first.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
golden=$top_srcdir/tests/golden
BLT_MODEL=$golden/tiny-a-default BLT_THREADS=1
export BLT_MODEL BLT_THREADS
rows() { grep '^[0-9]' "$@"; }
# A stream without #program and without the column of the file, which a single
# input has not.
norm() {
    grep -v '^#p' "$@" | awk '/^#columns/ { file = sub(/ file$/, "") }
        /^[0-9]/ && file { sub(/\t[^\t]*$/, "") } { print }'
}

printf 'Hello (\320\237\321\200\320\270\320\262\320\265\321\202), world. \344\275\240\345\245\275\343\200\202\nCafe\314\201 \377\376 na\303\257ve\r\n\n\340\270\252\340\270\247\340\270\261\340\270\252\340\270\224\340\270\265 12\0 \360\237\221\251\342\200\215\360\237\221\247\n' >a
printf 'no newline' >b
: >empty
blt-entropy a b empty >e
size=$(wc -c <a)

total=$(blt-entropy --by=document a | rows | cut -f 3)
for by in byte char sentence line patch document; do
    blt-entropy --by=$by a b empty >u 2>err; ok "--by=$by"
    norm u >one
    blt-entropy --by=$by e 2>>err | norm >two; cmp one two
    ok "--by=$by: a stream makes the same"
    dd if=a bs=5 2>/dev/null | blt-entropy -j 2 --by=$by | rows >two
    blt-entropy --by=$by - <a | rows | cmp - two
    ok "--by=$by: five bytes at a time"
    # bytes alone are the exact stream, which has other columns
    blt-entropy --by=$by --min=0 --no-adapt a | rows |
        awk -F'\t' -v total="$total" -v size="$size" '
            $1 != at { bad = 1 }
            { at = $1 + $2; bits += $3 }
            END { d = bits - total
                exit bad || at != size || d > 0.001 || d < -0.001 }'
    ok "--by=$by: nothing between, and the bits add up"
done
blt-entropy --by=word a | rows | awk -F'\t' -v total="$total" '
    $1 != at { bad = 1 }
    { at = $1 + $2; bits += $3 }
    END { d = bits - total; exit bad || d > 0.001 || d < -0.001 }'
ok "--by=word: with what lies between"
for by in script language; do
    blt-entropy --by=$by a b empty >u 2>err; ok "--by=$by"
    is "$(head -n 1 u)" "#blt-stream 1 sum" "--by=$by: a stream of sums"
    norm u >one
    blt-entropy --by=$by e | norm | cmp - one
    ok "--by=$by: a stream makes the same"
    dd if=a bs=1 2>/dev/null | blt-entropy --by=$by | rows >two
    blt-entropy --by=$by a | rows | cmp - two
    ok "--by=$by: a byte at a time"
    blt-entropy --by=$by a | rows |
        awk -F'\t' -v total="$total" -v size="$size" '
            { bytes += $2; bits += $3 }
            END { d = bits - total
                exit bytes != size || d > 0.001 || d < -0.001 }'
    ok "--by=$by: bytes and bits add up"
done

text() { blt-entropy "$@" | rows | cut -f 6 | tr '\n' '|'; }
is "$(text --by=word a | cut -d '|' -f 1-17)" \
    "$(printf 'Hello| |(|Привет|)|,| |world|.| |你好|。|\\n|Cafe\314\201| |\\xff|\\xfe')" \
    "words"
is "$(text --by=char a | sed 's/.*| |1|/| |1|/')" '| |1|2|\x00| |👩\xe2\x80\x8d👧|\n|' \
    "characters, as they are seen"
is "$(blt-entropy --by=sentence a | rows | cut -f 1,2 | tr '\t\n' ': ')" \
    "0:29 29:10 39:18 57:1 58:35 " "sentences"
is "$(blt-entropy --by=script a | rows | cut -f 1,2,6 | tr '\t\n' ': ')" \
    "0:34:Latin 7:12:Cyrillic 29:10:Han 46:2:invalid 58:35:Thai " "scripts"
printf '"Hello" \342\200\224 \302\253\320\237\321\200\320\270\320\262\320\265\321\202, \320\274\320\270\321\200\302\273 (\320\264\320\260).\n' >q
is "$(blt-entropy --by=script q | rows | cut -f 1,2,6 | tr '\t\n' ': ')" \
    "0:14:Latin 14:31:Cyrillic " "quotation marks, dashes and brackets"
is "$(blt-eval bpb --stage=entropy --by=script q | awk '$1 ~ /^[CL]/ && NF > 4 {
    print $1 ":" $2 ":" $4 }' | sort | tr '\n' ' ')" \
    "$(blt-entropy --by=script q | rows | awk -F'\t' '{
        printf "%s:%d:%.4f\n", $6, $2, $3 / $2 }' | sort | tr '\n' ' ')" \
    "blt-eval bpb finds the same scripts"
is "$(text --by=line b)" "no newline|" "a line without its end"
is "$(blt-entropy --by=script empty | tail -n 2)" "#document empty
#end documents=1 records=0 bytes=0" "nothing is in no script"
printf 'All human beings are born free and equal in dignity and rights.\nAlle Menschen sind frei und gleich an W\303\274rde und Rechten geboren.\n42\nThey are endowed with reason and conscience.\n' >l
is "$(text --by=language l)" "en|de|und|" "languages, each line for itself"
is "$(blt-entropy --by=language --format=json l | cut -d, -f 1-3 | head -n 1)" \
    '{"document":"l","offset":0,"length":109' "JSON"
blt-entropy --by=language --format=json l | grep -q '"name":"de"'
ok "with names"
BLT_LANGUAGES=/nowhere blt-entropy --by=language l >out 2>err
is "$?" 2 "no fingerprints: exit 2"
grep -q '/nowhere/fpdb.conf' err; ok "and which"
blt-entropy --by=script a | blt-patch --join >out 2>err
is "$?" 2 "sums cannot be joined"

# which come first
awk 'BEGIN {
    print "#blt-stream 1 entropy\n#columns offset entropy surprisal byte"
    print "#document d"
    at = split("2 \\n 1 a 1 b 1 c 1 d 1 \\n 1.9 x 1.9 y 1.9 z 1.9 v 1.9 w"\
        " 1.9 \\n 1 a 1 b 1 \\n 1.5 . 1.5 , 1.5 \\n", x, " ") / 2
    for (i = 1; i <= at; i++) print i - 1 "\t1\t" x[2*i-1] "\t" x[2*i]
    print "#end documents=1 records=" at " bytes=" at
}' >d
is "$(text --by=line --top=3 d)" 'xyzvw\n|.,\n|abcd\n|' \
    "an empty line does not come first"
is "$(text --by=word --top=9 d)" "xyzvw|abcd|ab|" "only words among the words"
is "$(text --by=line --min=1.5 d)" '\n|xyzvw\n|.,\n|' "--min is bits per byte"
is "$(text --by=script --top=1 a | tr -d '|')" \
    "$(blt-entropy --by=script a | rows |
        awk -F'\t' '$3 / ($2 + 4) > x { x = $3 / ($2 + 4); n = $6 }
            END { print n }')" "--top of scripts"

# Where rows are: line and file.
is "$(blt-entropy --by=word a | rows | awk -F'\t' '$6 ~ /Hello|Cafe|12/ { print $7 }' |
    tr '\n' ' ')" "1 2 4 " "words know their line"
is "$(blt-entropy --by=line a b empty | rows | cut -f 7,8 | tr '\t\n' ': ')" \
    "1:a 2:a 3:a 4:a 1:b " "lines know their number and file"
is "$(blt-entropy --by=line --top=2 b a | sed -n '/^#columns/s/.*char //p')" \
    "text line file" "a column for the file when there are several"
is "$(blt-entropy --by=document a b | rows | cut -f 6 | tr '\n' ' ')" "a b " \
    "documents have a name and no text"
is "$(blt-entropy --by=line --format=grep --width=8 a b | sed 's/: [0-9.]*: / /')" \
    "a:1 Hello (…
a:2 Café \\xff…
a:3 
a:4 สวัสดี …
b:1 no new…" "--format=grep"
blt-entropy --by=line --format=grep --width=0 - <b | grep -q \
    '^(standard input):1: [0-9.]*: no newline$'; ok "of standard input"
blt-entropy --by=line --width=6 b >clipped
blt-entropy --by=line --format=json --width=6 b | grep -q '"text":"no newline"'
ok "JSON has the whole text"
blt-entropy --by=line clipped >out 2>err; grep -q 'no numbers for each' err
ok "a clipped stream is read"
for opt in '--by=script --format=grep' --width=9 '--by=block --width=9' \
    '--by=block:0' '--by=block:x' '--by=line:3' --by=lines; do
    fails 2 "$opt" blt-entropy $opt a
done

# Blocks: 512 zeros, all bytes twice, 300 zeros.
{ head -c 512 /dev/zero
    LC_ALL=C awk 'BEGIN { for (k = 0; k < 2; k++) for (i = 0; i < 256; i++)
        printf "%c", i }' | head -c 512
    head -c 300 /dev/zero; } >blocks
if [ "$(wc -c <blocks)" -eq 1324 ]; then
    is "$(blt-entropy --by=block:512 blocks | rows | cut -f 1,2,5-7 |
        tr '\t\n' ': ')" \
        "0:512:0:130560:falling 512:512:8:0:rising 1024:300:0:76500:falling " \
        "--by=block: order-0 entropy, chi-square, edges"
else
    skip "awk cannot write zero bytes"
fi
blt-entropy --by=block:100 blocks | rows >one
dd if=blocks bs=7 2>/dev/null | blt-entropy --by=block:100 | rows | cmp - one
ok "--by=block: seven bytes at a time"
blt-entropy --by=block:512 --svg=b.svg blocks b
is "$(grep -c '<g ' b.svg),$(grep -c "class='br'" b.svg)" 2,1 \
    "--by=block --svg: a panel for each file, a rising edge"
is "$(sed -n "s/.*class='bo'.*>\([0-9]*\)<.*/\1/p" b.svg | tr '\n' ' ')" \
    "0 512 1024 0 " "offsets of the edges"
blt-entropy --by=block:512 --html=b.html blocks b
is "$(grep -c '<svg class=blocks' b.html),$(grep -c "class='br'" b.html),$(grep \
    -c '<script' b.html)" 2,1,0 "--by=block --html: the same, without a script"
blt-entropy --by=block:1k --format=json blocks b | tail -n 1 >out
grep -q '"document":"b","offset":0,"length":10,.*"edge":"falling"' out
ok "--by=block: JSON"

# --against
is "$(blt-entropy --by=line --against="$BLT_MODEL" a | rows | cut -f 3 |
    sort -u)" 0 "against itself: no difference"
other=$golden/tiny-b-gqa
x=$(blt-entropy --by=document -m "$other" a | rows | cut -f 3)
for by in document word script; do
    blt-entropy --by=$by --against="$other" a | rows | cut -f 3 |
        awk -v a="$total" -v b="$x" '{ s += $1 }
            END { d = s - (a - b); exit d > 0.001 || d < -0.001 }'
    ok "--by=$by --against: this model's bits minus that one's"
done
blt-entropy --by=line --against="$other" e >one 2>err; ok "of a stream, too"
blt-entropy --by=line --against="$other" a b empty | rows | cut -f 3 >two
rows one | cut -f 3 | cmp - two; ok "the same numbers"
grep -q '^#program.* against=tiny-b-gqa/' one; ok "which is on record"
blt-entropy --by=line --top=2 --against="$other" a | rows | cut -f 3 >two
blt-entropy --by=line --against="$other" a | rows |
    awk -F'\t' '{ print $3 / ($2 + 4) "\t" $3 }' | sort -gr | head -n 2 |
    cut -f 2 | cmp - two
ok "--top ranks by the difference"
fails 2 "no such other model" blt-entropy --against=nowhere a
fails 2 "--against without rows" blt-entropy --format=npy --against="$other" a

# Memory, on a stream that needs no model: lines, and a line of 300 kB.
awk 'BEGIN {
    print "#blt-stream 1 entropy\n#columns offset entropy surprisal byte"
    print "#document d"
    for (i = 0; i < 300000; i++) print i "\t1\t1\t" (i % 6 ? "a" : ".")
    print "#end documents=1 records=300000 bytes=300000"
}' >long
sed 's/	\.$/	\\n/' long >lines
for by in word line script language; do
    "$top_builddir/tests/cli/peak" base blt-entropy --by=$by --top=9 d >out
    for f in long lines; do
        "$top_builddir/tests/cli/peak" used blt-entropy --by=$by --top=9 $f >out
        more=$(($(cat used) - $(cat base)))
        [ $more -lt 12000 ]; ok "--by=$by of $f: $more kB more"
    done
done
done_testing
