#!/bin/sh
# Model directories of strangers: each lie gets exit 2 and a line that names
# the file, the tensor and the reason.
. "$top_srcdir/tests/lib/tap.sh"
unset BLT_MODEL BLT_MODEL_PATH
golden=$top_srcdir/tests/golden
cd "$T" || exit 1

# st LENGTH HEADER BYTES: a safetensors file; LENGTH - takes the true one
st() {
    n=$1
    [ "$n" = - ] && n=$(printf %s "$2" | wc -c)
    for i in 1 2 3 4 5 6 7 8; do
        printf "\\$(printf %03o $((n & 255)))"
        n=$((n >> 8))
    done
    printf %s "$2"
    head -c "$3" /dev/zero
}

# refused NAME REASON: bad/ is, with exactly this line; after "..." the JSON
# library has the word
refused() {
    fails 2 "$1" blt-model check bad
    case $2 in
    *...)
        want="blt-model: ${2%...}"
        is "$(head -c ${#want} err)" "$want" "  $2" ;;
    *)
        is "$(cat err)" "blt-model: $2" "  $2" ;;
    esac
}

# file NAME LENGTH HEADER BYTES REASON
file() {
    st "$2" "$3" "$4" >bad/model.safetensors
    refused "$1" "bad/model.safetensors: $5"
}

mkdir bad
refused "an empty directory" "bad/config.json: No such file or directory"
echo '{}' >bad/config.json
refused "no weights" "bad: holds no model.safetensors, \
model.safetensors.index.json or consolidated.pth"
mkdir bad/model.safetensors
refused "a directory for weights" "bad/model.safetensors: is a directory"
rmdir bad/model.safetensors
: >bad/model.safetensors
refused "an empty file" "bad/model.safetensors: 0 bytes are too short for a \
safetensors file"
file "a header longer than the file" 4096 '{}' 0 \
    "header of 4096 bytes in a file of 10"
file "a huge header" 72057594037927935 '{}' 0 \
    "header of 72057594037927935 bytes is over the limit of 8000000"
file "no JSON" - '{"a"' 0 "header: ..."
file "nothing inside" - '{}' 0 \
    'tensor "model.local_encoder.embed_tokens.weight" is missing'
file "one name twice" - \
'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'\
'"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}' 2 \
    "header: duplicate object key..."
file "an unknown type" - \
'{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}' 1 \
    'tensor "a": unknown dtype "Q4"'
file "data past the end" - \
'{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}' 4 \
    'tensor "a": data ends at byte 9 of 4'
file "data that overlap" - \
'{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},'\
'"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}' 3 \
    'tensor "b": data overlaps that of "a"'
file "a hole" - \
'{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}' 2 \
    'tensor "a": bytes 0 to 1 before it belong to no tensor'
file "a tail" - \
'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}' 3 \
    'the last 2 bytes belong to no tensor'
file "a size that does not fit" - \
'{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}' 4 \
    'tensor "a": dtype and shape take 12 bytes, data_offsets give 4'
file "a shape that overflows" - \
'{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}' \
    0 'tensor "a": its shape overflows'
file "a negative size" - \
'{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}' 0 \
    'tensor "a": a size in its shape is not a whole number'
file "an escape sequence for a name" - \
'{"a\u001b[31m\n":{"dtype":"U8","shape":[1],"data_offsets":[0,0]}}' 0 \
    'tensor "a\x1b[31m\x0a": dtype and shape take 1 bytes, data_offsets give 0'
deep=$(head -c 100000 /dev/zero | tr '\0' '[')
file "deep nesting" - "{\"a\":$deep" 0 \
    "header: maximum parsing depth..."

# ---- a true model with one thing wrong ----
fresh() {
    rm -rf bad
    cp -R "$golden/tiny-c-proj" bad && chmod -R u+w bad
}
# wrong NAME FILE FROM TO REASON: sed, without a change of length in weights
wrong() {
    fresh
    LC_ALL=C sed "s/$3/$4/" "bad/$2" >edited && mv edited "bad/$2"
    refused "$1" "$5"
}
wrong "a missing tensor" model.safetensors local_decoder.norm \
    local_decoder.morn 'bad/model.safetensors: tensor '\
'"model.local_decoder.norm.weight" is missing'
wrong "a turned matrix" model.safetensors \
    '"lm_head.weight":{"dtype":"F32","shape":\[260,32\]' \
    '"lm_head.weight":{"dtype":"F32","shape":[32,260]' \
    'bad/model.safetensors: tensor "lm_head.weight": shape [32, 260], the '\
'configuration needs [260, 32]'
wrong "whole numbers for weights" model.safetensors \
    '"lm_head.weight":{"dtype":"F32"' '"lm_head.weight":{"dtype":"I32"' \
    'bad/model.safetensors: tensor "lm_head.weight": dtype I32, weights are '\
'F32, BF16, F16 or I8'
fresh
head -c 50000 "$golden/tiny-c-proj/model.safetensors" >bad/model.safetensors
fails 2 "a truncated file" blt-model info bad
is "$(sed 's/: tensor.*: data/: tensor X: data/;s/byte [0-9]* of [0-9]*/N/' \
    err)" "blt-model: bad/model.safetensors: tensor X: data ends at N" \
    "  says where its data end"
wrong "not JSON" config.json '"model_type"' 'model_type' \
    "bad/config.json: line 2: ..."
wrong "a word for a number" config.json '"num_attention_heads": 2' \
    '"num_attention_heads": "2"' \
    'bad/config.json: encoder_config.num_attention_heads: is not a whole number'
wrong "no heads" config.json '"num_attention_heads": 2' \
    '"num_attention_heads": 0' \
    'bad/config.json: encoder_config.num_attention_heads: 0 is not in 1 ... '\
'1048576'
wrong "heads that do not divide" config.json '"num_attention_heads": 2' \
    '"num_attention_heads": 3' \
    'bad/config.json: encoder_config: hidden_size 32 is not a multiple of 3 '\
'heads'
wrong "a huge number" config.json '"hidden_size": 64' \
    '"hidden_size": 1e300' \
    'bad/config.json: global_config.hidden_size: is not a whole number'
wrong "a negative number" config.json '"hidden_size": 64' \
    '"hidden_size": -64' \
    'bad/config.json: global_config.hidden_size: -64 is not in 1 ... 1048576'
wrong "tables larger than memory" config.json '_vocab": 300' \
    '_vocab": 1099511627776' \
    'bad/model.safetensors: tensor "model.encoder_hash_tok_embedding.weight"'\
': shape [1800, 32], the configuration needs [6597069766656, 32]'

# ---- shards ----
rm -rf bad
cp -R "$golden/tiny-d-bf16" bad && chmod -R u+w bad
rm bad/model-00002-of-00002.safetensors
refused "a missing shard" \
    "bad/model-00002-of-00002.safetensors: No such file or directory"
sed 's/model-00002/..\/model-00002/' \
    "$golden/tiny-d-bf16/model.safetensors.index.json" \
    >bad/model.safetensors.index.json
fails 2 "a shard elsewhere" blt-model check bad
is "$(sed 's/.*: "/"/' err)" '"../model-00002-of-00002.safetensors" is not '\
'the name of a file in its directory' "  is not followed"
done_testing
