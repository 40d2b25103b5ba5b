#!/bin/sh
# blt-model: what it tells, makes, checks and converts.
. "$top_srcdir/tests/lib/tap.sh"
unset BLT_MODEL BLT_MODEL_PATH
golden=$top_srcdir/tests/golden
cd "$T" || exit 1

# ---- info ----
blt-model info "$golden/tiny-a-default" >info 2>err
ok "info"
is "$(cat err)" "" "with nothing to remark"
field() { awk -v k="$1" '$1 == k { $1 = ""; print substr($0, 2) }' info; }
is "$(field model)" tiny-a-default "the name"
is "$(field digest | tr -d 0-9a-f)" "" "the digest is hexadecimal"
is "$(field digest | awk '{ print length }')" 16 "and 16 long"
is "$(field tensors)" "105 (105 F32)" "tensors by type"
is "$(field patching)" \
    "entropy, threshold 4.45176 bits (3.08572626 nats)" "the threshold"
is "$(awk '$1 == "entropy" && $2 == "model" && NF > 6 { print $8 }' info)" \
    512 "the window of the entropy model"
is "$(field total)" 320320 "all parameters"
is "$(awk '/without hash/ { print $NF }' info)" 199712 "those that compute"
blt-model info -v "$golden/tiny-b-gqa" >info 2>err
is "$(grep -c weight info)" 108 "-v lists all tensors"
is "$(awk '/decoder.layers.2.self_attn.k_proj/ { $1 = ""; print }' info)" \
    " F32 18 x 36" "with type and shape"
is "$(blt-model info "$golden/tiny-d-bf16" | awk '$1 == "tensors"')" \
    "tensors        90 (1 F32, 89 BF16)" "mixed types, two shards"
blt-model info --format=json -v "$golden"/tiny-* >json
is "$(wc -l <json | tr -d ' ')" 5 "JSON: a line a model"
is "$(grep -c '"threshold_nats":3.08572626,' json)" 1 "with the threshold"
is "$(sed -n 3p json | grep -o '"name"' | wc -l | tr -d ' ')" 70 \
    "and the tensors"
if python3 -c '' 2>/dev/null; then
    python3 -c 'import json
for l in open("json"): json.loads(l)' 2>err
    ok "it is JSON"
else
    skip "no Python to read the JSON with"
fi
BLT_MODEL=$golden/tiny-a-default blt-model info >again
blt-model info "$golden/tiny-a-default" | cmp -s - again
ok "without a name it is \$BLT_MODEL"
BLT_MODEL_PATH=$golden blt-model info tiny-a-default | cmp -s - again
ok "a name is looked up"
fails 2 "one bad model of two" blt-model info nowhere/x "$golden/tiny-c-proj"
is "$(cat err)" "blt-model: nowhere/x: No such file or directory" "is named"
is "$(grep -c tiny-c-proj out)" 1 "and the other is told of"
blt-model info -o file "$golden/tiny-a-default" && cmp -s file again
ok "-o"

# ---- init and convert ----
blt-model init --like="$golden/tiny-a-default" --seed=7 a 2>err
ok "init --like"
blt-model init --config="$golden/tiny-a-default/config.json" --seed=7 b 2>err
ok "init --config"
cmp a/model.safetensors b/model.safetensors && cmp a/config.json b/config.json
ok "same sizes and seed, same files"
blt-model init --like="$golden/tiny-a-default" --seed=8 b
cmp -s a/model.safetensors b/model.safetensors
is "$?" 1 "another seed, other files"
is "$(blt-model info a | awk '$1 == "total"')" \
    "$(awk '$1 == "total"' again)" "as many parameters as the one it is like"
is "$(ls a | tr '\n' ' ')" "config.json model.safetensors " \
    "nothing else is left in the directory"
blt-model check a; ok "and they are sound"
for type in f32 f16 bf16; do
    blt-model convert --type=$type "$golden/tiny-d-bf16" c-$type 2>err
    ok "convert --type=$type"
    blt-model check c-$type; ok "which opens"
done
blt-model convert --type=f32 c-f32 d
cmp c-f32/model.safetensors d/model.safetensors
ok "F32 to F32 is the same file"
blt-model convert --type=bf16 a a2
cmp a/model.safetensors a2/model.safetensors
ok "so is BF16 to BF16"
bytes() { blt-model info "$1" | awk '$1 == "bytes" { print $2 }'; }
for bits in 8 4; do
    blt-model convert --type=int$bits a a$bits 2>err
    ok "convert --type=int$bits"
    blt-model check a$bits; ok "which opens"
    is "$(blt-model info -v a$bits |
        awk '$2 == "I'$bits'" { $1 = ""; print }')" \
        " I$bits 2412 x 32" "rows of $bits bits a number"
    is "$(blt-model info a$bits | awk '$1 == "tensors"')" \
        "tensors        105 (104 BF16, 1 I$bits)" "in the hash tables alone"
    is "$(($(bytes a) - $(bytes a$bits)))" \
        $((2412 * (32 * (16 - bits) / 8 - 2))) "which saves that, but scales"
    blt-model convert --type=f32 a$bits wide && blt-model convert \
        --type=int$bits wide back && cmp a$bits/model.safetensors \
        back/model.safetensors
    ok "by way of F32 it is the same file"
    fails 2 "no int$bits in Meta's layout" \
        blt-model convert --type=int$bits --names=meta a n
    is "$(cat err)" "blt-model: Meta's layout has no place for the scales of \
int8 and int4 rows" "and that is said"
done
blt-model convert --type=int4 a8 a84; ok "int8 to int4"
blt-model check a84; ok "which opens"
is "$(bytes a84)" "$(bytes a4)" "of the same size"
blt-model convert --type=f32 --names=meta "$golden/tiny-a-default" m 2>err
ok "to Meta's layout"
is "$(ls m m/entropy_model | tr '\n' ' ')" \
"m: config.json entropy_model model.safetensors  m/entropy_model: \
config.json model.safetensors " "the entropy model apart"
blt-model convert --type=f32 m m2 && blt-model convert --type=f32 \
    "$golden/tiny-a-default" a32
cmp m2/model.safetensors a32/model.safetensors
ok "and back: the same weights"
blt-model convert --type=f32 a32 a32
cmp m2/model.safetensors a32/model.safetensors
ok "a model may be converted in its place"
fails 2 "Meta's layout has no words for all" \
    blt-model convert --names=meta "$golden/tiny-b-gqa" n
is "$(cat err)" "blt-model: Meta's layout cannot say that its parts differ \
in rope_theta" "and that is said"
fails 2 "a place that cannot be" blt-model convert a nowhere/at/all
is "$(cat err)" "blt-model: nowhere/at/all: No such file or directory" \
    "is named"
: >plain
fails 2 "a file in the place" blt-model convert a plain
is "$(cat err)" \
    "blt-model: plain/model.safetensors: cannot create: Not a directory" \
    "is named too"

# ---- quantize ----
for type in int8 int4 mixed; do
    blt-model quantize --type=$type --measure="$top_srcdir/README.md" a \
        q-$type >out 2>err
    ok "quantize --type=$type"
    is "$(awk 'NR > 1 { print $1, NF }' out | tr '\n' ' ')" \
        "bytes 5 original 4 $type 4 change 4 " "its table"
    is "$(awk '$1 == "'$type'" { print $2 }' out)" "$(bytes q-$type)" \
        "has the bytes of the copy"
    is "$(awk '$1 == "original" { f = $3; e = $4 } $1 == "'$type'" {
            f = $3 - f; e = $4 - e }
        $1 == "change" { d = $3 - f + ($4 - e)
            print (d < 3e-5 && d > -3e-5) }
        ' out)" 1 "and what they cost"
    blt-model check q-$type; ok "the copy is sound"
    blt-model quantize --type=$type q-$type q2 >out && cmp \
        q-$type/model.safetensors q2/model.safetensors
    ok "again: the same file"
    is "$(awk '$1 == "change"' out | tr -s ' ')" "change 0" \
        "and the table says so"
    blt-model convert --type=f32 q-$type wide && for m in q-$type wide; do
        blt-gen -m ./$m --score "$top_srcdir/share/samples/notes.txt" |
            grep -v '^#program' >$m.scores
    done
    cmp q-$type.scores wide.scores
    ok "scores have the bits of the floats that the integers stand for"
    for j in 1 2; do
        blt-gen -m ./q-$type -j $j -p 'The ' -n 20 --seed=1 --utf8=off >g$j
    done
    cmp g1 g2; ok "and a text is the same on one thread and two"
done
kinds() { blt-model info -v $1 | awk '/'"$2"'/ { print $2 }' | sort -u; }
is "$(kinds q-mixed global_transformer.*proj)" I4 "mixed: the global transformer"
is "$(kinds q-mixed 'local.*_proj')" I8 "and the rest"
is "$(kinds q-int4 'embed_tokens|norm' | tr '\n' ' ')" "BF16 " \
    "embeddings and norms stay"
is "$(kinds q-int8 hash_tok)" I8 "the hash tables follow"
blt-model quantize --type=int8 a4 q2 >out
is "$(kinds q2 hash_tok)" I4 "but get no more bits than they had"
fails 2 "quantize without a type" blt-model quantize a q3
fails 2 "with one of floats" blt-model quantize --type=f16 a q3
fails 2 "mixed for convert" blt-model convert --type=mixed a q3
fails 2 "no text to measure on" blt-model quantize --type=int8 \
    --measure=/dev/null a q9
fails 2 "one that is missing" blt-model quantize --type=int8 --measure=no a q9
[ ! -e q9 ]; ok "found out before anything is written"
fails 2 "quantize with one name" blt-model quantize --type=int8 a
for j in 1 3; do
    blt-model init --like=a --seed=7 -j $j i$j
    blt-model quantize -j $j --type=int4 a j$j >out
done
cmp i1/model.safetensors i3/model.safetensors
ok "init: the same numbers on any number of threads"
cmp j1/model.safetensors j3/model.safetensors; ok "quantize, too"

# ---- check ----
# Bytes 8-15 of the data are numbers 4 to 7 of the first tensor in BF16.
n=$(od -An -tu8 -N8 a/model.safetensors | tr -d ' ')
printf '\377\177\200\377\200\177' |
    dd of=a/model.safetensors bs=1 seek=$((8 + n + 8)) conv=notrunc 2>/dev/null
fails 1 "check finds numbers that are none" blt-model check a
is "$(cat out)" 'a: tensor "model.local_encoder.embed_tokens.weight": 1 NaN, '\
'2 infinite, the first at [0, 4]' "and says where"
is "$(cat err)" "" "on standard output"
fails 2 "a failure counts more" blt-model check a nowhere/x

# ---- usage ----
fails 2 "no verb" blt-model
fails 2 "a verb that is none" blt-model inform
fails 2 "init without sizes" blt-model init x
fails 2 "init with both" blt-model init --like=a --config=a/config.json x
fails 2 "init without a place" blt-model init --like=a
fails 2 "convert to nowhere" blt-model convert a
fails 2 "an option of another verb" blt-model info --seed=3 a
is "$(head -n 1 err)" "blt-model: info: --seed is for init" "is told"
if [ -c /dev/full ]; then
    blt-model info a >/dev/full 2>err
    is "$?" 2 "a full disk"
    is "$(grep -c 'No space' err)" 1 "is noticed"
fi
# A signal leaves nothing of a model that is being written.
for names in hf meta; do
    blt-model init --names=$names \
        --config="$top_srcdir/tests/golden/published/blt-1b-hf.config.json" \
        killed 2>err &
    n=0
    until [ -e killed ] || [ $n -eq 300 ]; do sleep 0.1; n=$((n + 1)); done
    kill -TERM $!
    wait $!
    is "$?" 143 "init, names=$names: ended by the signal"
    [ ! -e killed ]; ok "init, names=$names: and nothing is left"
done

done_testing
