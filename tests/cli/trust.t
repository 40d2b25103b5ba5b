#!/bin/sh
# Files of strangers: damaged ones are refused in words, their names do not
# reach the terminal raw, and no file of the user's is lost.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
golden=$top_srcdir/tests/golden/tiny-a-default
BLT_MODEL=$golden; export BLT_MODEL
echo 'Some text.' >a

# ---- output to the input
cp a f; blt-patch --scheme=space f >>f 2>err
is "$?" 2 "f >>f"; cmp a f; ok "leaves f"
grep -q 'f: input file is output file' err; ok "as cat says it"
blt-patch --scheme=space <f >>f 2>err; is "$?" 2 "<f >>f"
blt-patch --scheme=space -o f f; is "$?" 0 "-o f f replaces f"

# ---- numbers that are not finite
mkdir nan; cp "$golden/config.json" nan
damage() {      # NAME: NaN in the middle of this tensor
    python3 - "$1" "$golden/model.safetensors" nan/model.safetensors <<'X'
import json, sys
name, old, new = sys.argv[1:]
data = bytearray(open(old, "rb").read())
n = int.from_bytes(data[:8], "little")
e = json.loads(data[8:8 + n])[name]
at = 8 + n + e["data_offsets"][0]
size = {"F32": 4, "BF16": 2, "F16": 2}[e["dtype"]]
end = 8 + n + e["data_offsets"][1]
for i in range(at, end):
    data[i] = 0xff
open(new, "wb").write(data)
X
}
if command -v python3 >/dev/null && damage model.patcher.norm.weight; then
    for c in "blt-entropy" "blt-entropy --report" "blt-patch" \
        "blt-eval bpb" "blt-gen -n 4" "blt-gen --score" "blt-embed"; do
        fails 2 "$c: NaN in the entropy model" $c -m ./nan a
        grep -q 'nan: tensor "model.patcher.norm.weight"' err
        ok "which tensor"
    done
    damage model.local_decoder.norm.weight
    damage lm_head.weight
    for c in "blt-gen -n 4" "blt-gen --score" "blt-eval bpb"; do
        fails 2 "$c: NaN in the head" $c -m ./nan a
        grep -q 'nan: tensor "lm_head.weight"' err; ok "which tensor"
    done
else
    skip "no python3"
fi

# ---- checksums
blt-gen -p 'The word' -n 4 --seed=1 --state=s >/dev/null
cp s good; size=$(wc -c <good); bad=0
for i in 1 2 3 4 5 6 7 8 9; do
    at=$((size * i / 10))
    cp good s
    # Another byte there, whichever it was.
    od -An -tu1 -j $at -N 1 good | awk '{ printf "%c", 65 + ($1 == 65) }' |
        dd of=s bs=1 seek=$at conv=notrunc 2>/dev/null
    blt-gen -n 4 --state=s >out 2>err </dev/null
    [ $? -eq 2 ] && [ -s err ] || bad=$((bad + 1))
done
is $bad 0 "states with one wrong byte are refused"

# ---- names
name=$(printf 'a\033[31m\nb\302\205c.txt'); echo 'teh' >"$name"
. "$top_srcdir/tests/spell/data.sh"
blt-spell --no-model --check "$name" >out; blt-spell --no-model --why "$name" >>out
is "$(LC_ALL=C tr -d '\n -~' <out)" "" "no control characters of names in --check and --why"
is "$(grep -c '^a\\x1b\[31m\\x0ab\\xc2\\x85c.txt:1:1: teh' out)" 2 "but escapes"
blt-entropy "$name/x" >out 2>err
is "$(wc -l <err)" 1 "and in messages"
cp -r "$golden" "$T/wr$(printf '\033')en"
blt-model info "./wr$(printf '\033')en" >out 2>err
grep -q 'wr\\x1ben' out; ok "the name of a model"

# ---- a bare name is that of an installed model
cp -r "$golden" wren2
fails 2 "-m wren2 is not ./wren2" blt-entropy -m wren2 a
grep -q '\./wren2' err; ok "and says how to name that one"
blt-entropy -m ./wren2 a >/dev/null; ok "-m ./wren2 is"
blt-model info wren2 >/dev/null; ok "nor for the operands of blt-model, which are paths"

# ---- files
mkdir big; cp "$golden/config.json" big
printf '\001\022\172\000\000\000\000\000{"x":' >big/model.safetensors
dd if=/dev/zero bs=1000000 count=9 >>big/model.safetensors 2>/dev/null
fails 2 "a header of 8 MB" blt-model info ./big
grep -q 'over the limit' err; ok "is over the limit"
printf '#blt-stream 1 entropy\n#columns offset entropy surprisal byte\n#document \n0\t1.5\t2.25\ta\n#end documents=1 records=1 bytes=1\n' >empty.st
for c in "blt-entropy --report" "blt-entropy --html=x.html" \
    "blt-entropy --svg=x.svg" "blt-entropy --view=heat" "blt-patch --report"; do
    $c empty.st >out 2>err; [ $? -le 2 ]; ok "$c: a document without a name"
done
if [ -r "$top_srcdir/tests/fuzz/seeds/order1.safetensors" ]; then
    mkdir one; cp "$top_srcdir/tests/fuzz/seeds/order1.safetensors" one/en.safetensors
    cp "$top_srcdir/share/spell/any.channel" one
    echo 'I recieve teh mail.' >t
    blt-spell --no-model --words=one --lang=en t >out 2>err
    [ $? -le 2 ]; ok "words without a second n-gram order"
fi

# ---- hunspell throws
mkdir dict; printf 'SET UTF-8\nTRY a\nREP 99999999992\nREP f ph\n' >dict/en_US.aff
printf '1\nmail\n' >dict/en_US.dic
if [ -n "${SANITIZED:-}" ]; then
    # libhunspell asks for 194 GB; AddressSanitizer's operator new aborts
    # where another throws.
    skip "a dictionary that libhunspell cannot read: AddressSanitizer"
else
    echo 'mial teh' >t; blt-spell --no-model --dict-path=dict t >out 2>err
    s=$?; [ $s -eq 0 ] || { [ $s -eq 2 ] && grep -q en_US err; }
    ok "a dictionary that libhunspell cannot read"
fi

# ---- memory
for k in 60000 90000 120000 150000 200000 300000; do
    (ulimit -v $k; blt-spell --no-model t) >out 2>err
    s=$?
    [ $s -ge 2 ] || is "$(cat out)" "$(blt-spell --no-model t)" "with $k kB"
done
done_testing
