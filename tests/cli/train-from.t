#!/bin/sh
# blt-train --from: the main stage begins with the weights of a model; what
# it refuses to begin with.
. "$top_srcdir/tests/lib/tap.sh"

recipe=$top_srcdir/share/recipes/tiny.recipe
mkdir "$T/text" "$T/other" "$T/valid"
words_for 200 "$T/valid/en.x.txt" "$T/other/en.y.txt" "$T/text/en.x.txt"
train() {
    blt-train --recipe="${r:-$recipe}" --data="$T/other" --valid="$T/valid" \
        "$@"
}
blt-train --recipe="$recipe" --data="$T/text" --valid="$T/valid" \
    --out="$T/base" 2>"$T/err"
ok "a model to begin with"
base=$T/base/model
digest=$(blt-model info "$base" | awk '$1 == "digest" { print $2 }')

# ---- from it
train --out="$T/one" --from="$base" -j1 2>"$T/err"; ok "--from"
is "$(cut -f 1,2 "$T/one/train.log" | sed 1d | tr '\t\n' ' ,')" \
    "main 10,main 20," "only the main stage is trained"
awk -F '\t' 'FNR == 1 { file++ }
    $1 == "main" && $2 == 10 { v[file] = $5 } END { exit !(v[2] < v[1]) }' \
    "$T/base/train.log" "$T/one/train.log"
ok "with a head start"
grep -q "digest $digest" "$T/one/model/README.md"; ok "the card says so"
blt-patch -m "$base" "$T/valid/en.x.txt" | grep -v '^#program' >"$T/a"
blt-patch -m "$T/one/model" "$T/valid/en.x.txt" | grep -v '^#program' >"$T/b"
cmp "$T/a" "$T/b" 2>"$T/err"; ok "the entropy model and threshold are the same"
cmp -s "$base/model.safetensors" "$T/one/model/model.safetensors"
is "$?" 1 "the rest is not"
sed 's/^steps = 20/steps = 0/' "$recipe" >"$T/none.recipe"
r=$T/none.recipe train --out="$T/none" --from="$base" 2>"$T/err"
ok "no steps at all"
cmp "$base/model.safetensors" "$T/none/model/model.safetensors" 2>"$T/err"
ok "leave every weight as it was"
sed 's/^hash_vocab = 64/hash_vocab = 192/' "$T/none.recipe" >"$T/grown.recipe"
r=$T/grown.recipe train --out="$T/grown" --from="$base" 2>"$T/err"
ok "tables of three times the rows"
blt-eval bpb -m "$base" --format=json "$T/valid" | grep -o '"bits.*' >"$T/a"
blt-eval bpb -m "$T/grown/model" --format=json "$T/valid" |
    grep -o '"bits.*' >"$T/b"
[ -s "$T/a" ] && cmp "$T/a" "$T/b" 2>"$T/err"; ok "are the same model"
train --dry-run --from="$base" >"$T/out" 2>"$T/err"; ok "a dry run"
is "$(grep -c '^stage' "$T/out")" 1 "plans one stage"

# ---- the same bits
for i in 1 2 3 4 5 6 7 8; do
    train --out="$T/parts" --from="$base" --stop-after=7 -j$((i % 2 + 1)) \
        2>"$T/err" || break
    grep -q 'goes on' "$T/err" || break
done
is "$i" 3 "seven steps at a time, three times"
cmp "$T/one/model/model.safetensors" "$T/parts/model/model.safetensors" \
    2>"$T/err"
ok "give the same weights"
train --out="$T/bare" --from="$base" --stop-after=7 2>"$T/err"
train --out="$T/bare" 2>"$T/err"; ok "a checkpoint needs no --from"
cmp "$T/one/model/model.safetensors" "$T/bare/model/model.safetensors" \
    2>"$T/err"
ok "and goes on alike"
BLT_MODEL_PATH=$T/base train --out="$T/named" --from=model --stop-after=1 \
    2>"$T/err"
ok "a model by name"
for bits in 4 8; do
    blt-model convert --type=int$bits "$base" "$T/int$bits"
    train --out="$T/int${bits}out" --from="$T/int$bits" --stop-after=1 \
        2>"$T/err"
    ok "a model in int$bits"
done

# ---- the entropy model, trained further
train --out="$T/both" --from="$base" --stage=entropy 2>"$T/err"
ok "--from with --stage=entropy"
train --out="$T/both" 2>"$T/err"; ok "then the rest"
is "$(cut -f 1,2 "$T/both/train.log" | sed 1d | tr '\t\n' ' ,')" \
    "entropy 10,entropy 20,main 10,main 20," "both stages are trained"
awk -F '\t' 'FNR == 1 { file++ }
    $2 == 10 { v[file, $1] = $5 }
    END { exit !(v[2, "entropy"] < v[1, "entropy"] &&
                 v[2, "main"] < v[1, "main"]) }' \
    "$T/base/train.log" "$T/both/train.log"
ok "both with a head start"
grep -q "digest $digest\.$" "$T/both/model/README.md" &&
    grep -q '^- Entropy model: ' "$T/both/model/README.md"
ok "the card says so"
for i in 1 2 3 4 5 6 7 8 9; do
    if [ -e "$T/cut/model" ] && grep -q 'entropy.20' "$T/cut/train.log"
    then stage=all
    else stage=entropy
    fi
    train --out="$T/cut" --from="$base" --stage=$stage --stop-after=7 \
        2>"$T/err" || break
    grep -q 'goes on' "$T/err" || [ $stage = entropy ] || break
done
cmp "$T/both/model/model.safetensors" "$T/cut/model/model.safetensors" \
    2>"$T/err"
ok "the same weights seven steps at a time"

# ---- refusals
fails 2 "another model over a checkpoint" \
    train --out="$T/parts" --from="$T/int8"
grep -q 'checkpoint.safetensors: was not begun from the model int8, whose' \
    "$T/err"
ok "it says so"
fails 2 "a checkpoint that began with no model" blt-train --recipe="$recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/base" --from="$T/int8"
grep -q 'was not begun from' "$T/err"; ok "it says so"
fails 2 "the run's own model" train --out="$T/one" --from="$T/one/model"
grep -q 'begin from a copy' "$T/err"; ok "it says what to do"
# differs NAME SED WORDS: a recipe that is not of this model
differs() {
    sed "$2" "$recipe" >"$T/other.recipe"
    r=$T/other.recipe
    fails 2 "$1" train --out="$T/x" --from="$base"
    is "$(cat "$T/err")" "blt-train: $base: $3" "  named"
    r=$recipe
}
differs "a wider global part" 's/^hidden = 32/hidden = 64/' \
    'tensor "model.global_transformer.layers.0.self_attn.q_proj.weight": is '\
'[32, 32], in the recipe [64, 64]'
differs "one more layer" '/^\[decoder\]/,/^\[patch\]/s/^layers = 1/layers = 2/' \
    'has no tensor "model.local_decoder.layers.1.self_attn.q_proj.weight", '\
'which is [16, 16] in the recipe'
differs "larger tables" 's/^hash_vocab = 64/hash_vocab = 65/' \
    'tensor "model.encoder_hash_tok_embedding.weight": is [128, 16], in the '\
'recipe [130, 16]'
differs "other n-grams" 's/^hash_sizes = 3 4/hash_sizes = 3 5/' \
    'one of hash_sizes is 4, in the recipe 5'
differs "other heads" '/^\[global\]/,/^\[decoder\]/s/^heads = 2/heads = 4/' \
    'global.heads is 2, in the recipe 4'
differs "another scheme" 's/^\[patch\]/&\nscheme = space/' \
    'scheme is entropy, in the recipe space'
sed '/^\[patcher\]/,/^$/d; s/^\[patch\]/&\nscheme = space/' "$recipe" \
    >"$T/space.recipe"
r=$T/space.recipe
fails 2 "a recipe without an entropy model" train --out="$T/x" --from="$base"
grep -q 'tensor "model.patcher.* and the recipe has none' "$T/err"
ok "  named"
r=$recipe
fails 2 "no such model" train --out="$T/x" --from="$T/nowhere"
[ ! -e "$T/x/checkpoint.safetensors" ]; ok "and nothing was begun"
done_testing
