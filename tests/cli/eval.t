#!/bin/sh
# blt-eval from outside: bits are those that blt-gen --score gives, whatever
# the threads and the grouping, and compressors are really run.
. "$top_srcdir/tests/lib/tap.sh"
unset BLT_MODEL_PATH XDG_DATA_HOME BLT_THREADS
export BLT_MODEL="$top_srcdir/tests/golden/tiny-a-default"
cd "$T" || exit 1
mkdir -p texts/more empty bin tmp
awk 'BEGIN { for (i = 1; i <= 60; i++) print "Line", i, "of the notes." }' \
    >texts/en.notes.txt
awk 'BEGIN { for (i = 1; i <= 12; i++) print "Zeile", i, "f\303\274r dich." }' \
    >texts/de.notes.txt
printf '12 \320\264\320\276\320\274 1\n\316\261\314\201\377\n' \
    >texts/more/el.mixed.txt
echo 'not a text' >texts/readme

# Rows of the table whose first line begins with $1.
table() { awk -v key="$1" '$1 == key { on = 1 } on && NF == 0 { exit } on'; }
cell() { awk -v row="$1" -v col="$2" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == col) c = i }
    $1 == row { print $c }'; }

blt-eval bpb --by=file,language,script,source texts >all 2>err
ok "a directory"
is "$(table file <all | awk 'NR > 1 { print $1, $2 }' | tr '\n' ' ')" \
    "texts/de.notes.txt $(wc -c <texts/de.notes.txt | tr -d ' ') \
texts/en.notes.txt $(wc -c <texts/en.notes.txt | tr -d ' ') \
texts/more/el.mixed.txt 18 total \
$(cat texts/*.txt texts/more/*.txt | wc -c | tr -d ' ') " \
    "its *.txt, and those below"
is "$(table language <all | awk 'NR > 1 { print $1 }' | tr '\n' ' ')" \
    "de el en total " "languages from names"
is "$(table source <all | awk 'NR > 1 { print $1 }' | tr '\n' ' ')" \
    "mixed notes total " "sources from names"
is "$(table script <all | awk 'NR > 1 { print $1, $2 }' | tr '\n' ' ' |
    sed 's/Latin [0-9]*/Latin N/; s/total [0-9]*/total N/')" \
    "Cyrillic 12 Greek 5 Latin N invalid 1 total N " \
    "scripts: common characters take the one before, at the start the next"

# ---- the same bits as another program finds ---------------------------------
for f in texts/en.notes.txt texts/de.notes.txt; do
    want=$(blt-gen --score "$f" | awk -F '\t' '
        !/^#/ { bits += $3; n++ } END { printf "%.4f", bits / n }')
    is "$(table file <all | cell "$f" bits/byte)" "$want" \
        "$f: bits of blt-gen --score"
    want=$(blt-entropy "$f" | awk -F '\t' '
        !/^#/ { bits += $3; n++ } END { printf "%.4f", bits / n }')
    is "$(blt-eval bpb --stage=entropy --by=file "$f" | table file |
        cell "$f" bits/byte)" "$want" "$f: those of blt-entropy"
done
patches=$(blt-patch texts/en.notes.txt | grep -c '^[0-9]')
# The last patch of a text is still open: one less has closed.
is "$(blt-eval bpb --format=json --by=file texts/en.notes.txt |
    sed 's/.*"patches":\([0-9]*\).*/\1/')" "$((patches - 1))" "its patches"
chars=$(LC_ALL=C.UTF-8 awk '{ n += length($0) + 1 } END { print n }' \
    texts/en.notes.txt)
is "$(blt-eval bpb --format=json --by=file texts/en.notes.txt |
    sed 's/.*"characters":\([0-9]*\).*/\1/')" "$chars" "its characters"

# ---- whatever the threads, whatever the way in --------------------------------
for j in 1 2 5; do
    blt-eval bpb -j $j --format=json --by=file,script texts >j$j 2>err
    cmp j1 j$j; ok "-j $j"
done
# What comes over a pipe is a text of no name.
blt-eval bpb --by=script texts/en.notes.txt | sed 1d >one
cat texts/en.notes.txt | blt-eval bpb --by=script >two 2>err; ok "a pipe"
sed 1d two | cmp one -; ok "gives the same"
blt-eval bpb --by=language - <texts/en.notes.txt | grep -q '^und'
ok "which is of no language"

# ---- pieces and limits ---------------------------------------------------------
head -c 100 texts/en.notes.txt >a.x.txt
tail -c +101 texts/en.notes.txt | head -c 100 >b.x.txt
head -c 200 texts/en.notes.txt >ab.x.txt
blt-eval bpb --format=json --by=source a.x.txt b.x.txt >two
blt-eval bpb --format=json --by=source --length=100 ab.x.txt >one
is "$(sed 's/.*"total"//' one)" "$(sed 's/.*"total"//' two)" \
    "pieces know nothing of each other"
blt-eval bpb --format=json --by=source ab.x.txt >one
blt-eval bpb --format=json --by=source --limit=200 texts/en.notes.txt >two
is "$(sed 's/.*"total"//' two)" "$(sed 's/.*"total"//' one)" "--limit"
! cmp -s one j1; ok "and it matters"
cat texts/en.notes.txt | blt-eval bpb --format=json --by=source --limit=200 \
    >two
is "$(sed 's/.*"total"//' two)" "$(sed 's/.*"total"//' one)" \
    "--limit of a pipe"

# ---- compressors ---------------------------------------------------------------
f=texts/en.notes.txt n=$(wc -c <texts/en.notes.txt)
bits() { awk -v n="$n" -v z="$1" 'BEGIN { printf "%.4f", 8 * z / n }'; }
TMPDIR=$T/tmp blt-eval bpb --limit=2000000 --against=all --by=file,script $f \
    >out 2>err
ok "--against=all"
while read -r name program command; do
    got=$(table file <out | cell $f "$name")
    if command -v "$program" >/dev/null; then
        is "$got" "$(bits "$(eval "$command")")" "$name is $program's"
    else
        is "$got" - "no $program: a dash"
        grep -q "$program is not installed" err; ok "and a word"
    fi
    is "$(table script <out | cell Latin "$name")" - "$name knows no scripts"
done <<'X'
gzip gzip gzip -9 -n <$f | wc -c
xz xz xz -9e -T1 <$f | wc -c
zstd zstd zstd --ultra -22 -q -c --stream-size=$n <$f | wc -c
ppmd 7z 7z a -bd -y -m0=PPMd:mem=256m:o=16 -si $T/x.7z <$f >/dev/null; wc -c <$T/x.7z
X
for p in gzip xz zstd; do
    command -v $p >/dev/null || continue
    printf '#!/bin/sh\nexit 1\n' >bin/$p && chmod +x bin/$p
    PATH=$T/bin:$PATH blt-eval bpb --against=$p --by=file $f >out 2>err
    is "$?" 0 "a $p that fails is no failure of ours"
    is "$(table file <out | cell $f $p)" - "leaves a dash"
    grep -q "^blt-eval: $f: $p failed on it" err; ok "and a word"
done
is "$(ls tmp)" "" "nothing is left in TMPDIR"
if command -v python3 >/dev/null; then
    blt-eval bpb --against=gzip,zstd --by=file,language,script,source \
        --format=json texts >json
    python3 - json 2>err <<'X'
import json, math, sys
d = json.load(open(sys.argv[1]))
def total(rows, key): return sum(r[key] for r in rows)
for key in "file", "language", "script", "source":
    for what in "bytes", "characters", "patches":
        assert total(d[key], what) == d["total"][what], (key, what)
    assert math.isclose(total(d[key], "bits"), d["total"]["bits"],
                        rel_tol=1e-8), key
X
    ok "JSON: each table adds up to the total"
fi

# ---- flops ---------------------------------------------------------------------
blt-eval flops >out 2>err; ok "flops, planned"
is "$(awk '$2 == "planned" { print $1 }' out | tr '\n' ' ')" \
    "1.00 4.00 6.00 8.00 " "of patches of 1, 4, 6 and 8 bytes"
awk '$2 == "planned" {
        s = $3 + $4 + $5 + $6 + $7 + $8
        if (s - $9 > 0.4 || $9 - s > 0.4 || ($9 >= last && last)) exit 1
        last = $9; n++
    } END { exit n != 4 }' out
ok "parts add up, and longer patches cost less"
blt-eval flops --patch-size=1,4.5,8 $f >out 2>err; ok "flops of a text"
is "$(awk '$2 == "counted" { print $1 }' out | tr '\n' ' ')" \
    "1.00 4.51 8.04 " "in patches of the sizes given"
awk '$1 == "off" { for (i = 3; i <= NF; i += 2) {
        n++; if ($i > 2 || $i < -2) exit 1 } } END { exit n != 21 }' out
ok "each part is counted within 2 % of the plan"
blt-eval flops $f >out 2>err; ok "flops under the model's own patching"
is "$(awk '$2 == "counted" { print $1 }' out)" \
    "$(awk -v n="$n" -v p="$patches" 'BEGIN { printf "%.2f", n / (p - 1) }')" \
    "whose size it tells"
fails 2 "patches of half a byte" blt-eval flops --patch-size=0.5
fails 2 "patches of no number" blt-eval flops --patch-size=4,many
fails 2 "an option of another verb" blt-eval flops --by=file
if command -v python3 >/dev/null; then
    blt-eval flops --patch-size=4 --format=json $f |
        python3 -c 'import json, sys
r = json.load(sys.stdin)["flops_per_byte"][0]
assert abs(r["counted"]["sum"] / r["planned"]["sum"] - 1) < 0.02' 2>err
    ok "flops as JSON"
fi

# ---- noise ---------------------------------------------------------------------
printf '#blt-channel 1\nkeyboard abc\nprior swap -2\n' >x.channel
blt-eval noise --channel=x.channel --rate=0.5 $f >noisy
is "$(wc -l <noisy)" "$(wc -l <$f)" "as many lines"
! cmp -s noisy $f; ok "but not the same"
blt-eval noise --channel=x.channel --rate=0.5 <$f | cmp -s - noisy
ok "the same from a pipe"
blt-eval noise --channel=x.channel --rate=0.5 --seed=2 $f >other
! cmp -s noisy other; ok "another seed, other mistakes"
blt-eval noise --channel=x.channel --rate=0 $f | cmp -s - $f
ok "none at rate 0"
printf 'no end, \377\000' | blt-eval noise --channel=x.channel --rate=0 >out
printf 'no end, \377\000' | cmp -s - out; ok "any bytes"
fails 2 "noise without a channel" blt-eval noise $f
for kind in antspeak drop randomcase repeat uppercase; do
    printf 'H\303\244, a b\n\377x\n' | blt-eval noise --kind=$kind >out
    ok "$kind"
    is "$(wc -l <out)" 2 "  has as many lines"
    printf 'H\303\244, a b\n\377x\n' | blt-eval noise --kind=$kind | cmp -s - out
    ok "  is the same each time"
done
is "$(printf 'h\303\244, b\nx\n' | blt-eval noise --kind=antspeak)" \
    "$(printf 'H \303\204 ,   B\nX')" "antspeak puts spaces between characters"
is "$(printf 'h\303\244, \303\237\n' | blt-eval noise --kind=uppercase)" \
    "$(printf 'H\303\204, \303\237')" "uppercase"
yes abcdefghij | head -1000 >letters
blt-eval noise --kind=drop letters | tr -d '\n' | wc -c >out
awk '{ exit !($1 > 8800 && $1 < 9200) }' out; ok "drop leaves nine of ten"
blt-eval noise --kind=repeat letters | tr -d '\n' | wc -c >out
awk '{ exit !($1 > 13500 && $1 < 14500) }' out
ok "repeat adds two characters for each fifth one"
blt-eval noise --kind=randomcase letters | tr -d 'a-z\n' | wc -c >out
awk '{ exit !($1 > 4700 && $1 < 5300) }' out; ok "randomcase: half are capitals"
printf 'ab\r\nc\r\n' | blt-eval noise --kind=antspeak >out
printf 'A B\r\nC\r\n' | cmp -s - out; ok "line ends of two bytes stay"
fails 2 "a kind and a channel" blt-eval noise --kind=drop --channel=x.channel $f
fails 2 "a kind and a rate" blt-eval noise --kind=drop --rate=0.1 $f

# ---- cute ----------------------------------------------------------------------
printf 'input1\tlabel\ncat\tc a t\ndog\td o g\n' >spell.tsv
printf 'a\tb\tcab\tcabb\n' >ins_char_rand.tsv
blt-eval cute spell.tsv ins_char_rand.tsv >out; ok "cute"
is "$(awk '$1 == "spell" { print $2, $4 }' out)" "2 99.9" "  two questions"
is "$(awk '$1 == "ins_char_rand" { print $2, $4 }' out)" "1 -" "  one with random letters"
blt-eval cute -j1 . >other
is "$(sort other)" "$(sort out)" "  a directory, one thread"
blt-eval cute --answers --rows=1 spell.tsv >out
is "$(cut -f 1,3,5 out | tail -n 1)" "spell	c a t	cat" "  with its answers"
is "$(wc -l <out)" 2 "  one row"
blt-eval cute --format=json spell.tsv | grep -q '"name":"spell","questions":2,'
ok "  as JSON"
printf 'cat\n' >swap_char.tsv
fails 2 "too few columns" blt-eval cute swap_char.tsv
grep -q 'swap_char.tsv:1: not 4 columns' "$T/err"; ok "  it says where"
rm swap_char.tsv
fails 2 "no task of this name" blt-eval cute $f
is "$(wc -c <"$T/out")" 0 "  no table"
fails 2 "no file" blt-eval cute
fails 2 "a channel that is none" blt-eval noise --channel=$f $f
fails 2 "a rate above 1" blt-eval noise --channel=x.channel --rate=2 $f
fails 2 "a channel for bpb" blt-eval bpb --channel=x.channel $f

# ---- what is wrong --------------------------------------------------------------
: >nothing.x.txt
blt-eval bpb --by=file --against=gzip nothing.x.txt >out 2>err
is "$?" 0 "an empty text"
is "$(table file <out | cell nothing.x.txt bits/byte)" - "has no bits"
fails 2 "no verb" blt-eval
fails 2 "an unknown verb" blt-eval guess
fails 2 "a key that is none" blt-eval bpb --by=colour $f
fails 2 "a key twice" blt-eval bpb --by=file,file $f
fails 2 "a compressor that is none" blt-eval bpb --against=arj $f
fails 2 "a directory without texts" blt-eval bpb empty
grep -q '^blt-eval: empty: has no \*\.txt' err; ok "says so"
fails 2 "a missing file" blt-eval bpb --by=file nowhere $f
grep -q "^blt-eval: nowhere: .*No such file" err; ok "says which"
grep -q "^$f" out; ok "the rest is measured"
fails 2 "a closed stdin" sh -c 'blt-eval bpb <&-'
if [ -c /dev/full ]; then
    blt-eval bpb $f >/dev/full 2>err; is $? 2 "a full disk"
fi
done_testing
