#!/bin/sh
# The trainer in PyTorch is blt-train in other words: the same sequences, the
# same gradients, updates and losses from the same checkpoint, and a model
# that the engine scores alike.  Bounds are ten times what was seen.
. "$top_srcdir/tests/lib/tap.sh"

here=$top_srcdir/tests/torch
need_torch
check() { "$python" "$here/check.py" "$@"; }

tiny=$top_srcdir/share/recipes/tiny.recipe odd=$here/odd.recipe
mkdir "$T/text" "$T/valid" "$T/plain"
words_for 300 "$T/valid/en.x.txt" "$T/text/de.y.txt" "$T/text/en.x.txt"

# ---- sequences
printf 'one\n\n\n\ntwo\nthree\n\n' >"$T/plain/en.short.txt"
printf 'no line ends' >"$T/plain/de.line.txt"
awk 'BEGIN { for (i = 0; i < 40000; i++) printf "%d\303\251", i }' \
    >"$T/plain/fr.wide.txt"             # over 64 kB without a line
awk 'BEGIN { for (i = 0; i < 20000; i++) print i }' >"$T/plain/fr.lines.txt"
: >"$T/plain/en.empty.txt"
"$top_builddir/tests/torch/draws" "$odd" 50 60 "$T/plain" "$T/text" \
    >"$T/want" 2>"$T/err"
ok "sequences from blt-train"
check draws "$odd" 50 60 "$T/plain" "$T/text" >"$T/got" 2>"$T/err"
cmp "$T/want" "$T/got" 2>>"$T/err"; ok "are drawn alike"
is "$(grep -c . "$T/got")" 181 "all of them"

# ---- recipes
i=0
while read -r line; do
    i=$((i + 1))
    printf "$line" >"$T/$i.bad"
    "$top_builddir/bin/blt-train" --recipe="$T/$i.bad" --data="$T/text" \
        --dry-run 2>&1 | grep -o "$T/$i.bad:*[0-9]*" | head -n 1 >>"$T/want.bad"
done <<'END'
[model]\nname = x\nhash_vocab = 0
[model]\nhash_sizes = 3 70
[model]\nhash_sizes =
[nothing]
[model
hidden = 3
[encoder]\nhidden = 64\nhidden = 64
[encoder]\nhidden = 0x40
[encoder]\neps = nan
[main]\nrate = 1_0
[main]\n\n# a\ncolour = red
[main]\nsteps 3
[data]\nweight = 3
[data]\nweight en.* = -1
[patch]\nscheme = static
[train]\nseed = 9e3
END
check recipe $(seq -f "$T/%.0f.bad" $i) >"$T/got.bad" 2>"$T/err"
cmp "$T/want.bad" "$T/got.bad" 2>>"$T/err"; ok "$i bad recipes, the same place"
is "$(wc -l <"$T/got.bad")" $i "each of them"

# ---- from one checkpoint, a step each: weights and moments, so gradients
train() {
    r=$1; shift
    "$python" "$top_srcdir/share/recipes/torch/train.py" --recipe="$r" \
        --data="$T/text" --valid="$T/valid" "$@"
}
engine() {
    r=$1; shift
    blt-train --recipe="$r" --data="$T/text" --valid="$T/valid" -j1 "$@"
}
# A threshold that was searched for is the rise in entropy at some byte, so
# the last bit of that decides whether a patch ends there: of what is measured
# on text, one patch in thousands may differ.
same_log() {
    cut -f 1-7 "$T/$1/train.log" >"$T/want"
    cut -f 1-7 "$T/$2/train.log" | paste "$T/want" - | tee "$T/err" |
        awk -F '\t' 'BEGIN { bound[4] = bound[5] = 5e-5; bound[7] = 1e-3 }
        { for (i = 1; i <= 7; i++) {
              d = $i - $(i + 7)
              if ($i != $(i + 7) && (!bound[i] || d * d > (bound[i] * $i) ^ 2))
                  bad = 1
          } }
        END { exit bad || NF != 14 || NR < 2 }'
}
same_card() {
    for card in "$1" "$2"; do
        sed '/ bits per byte by \| per patch on \|^| en /s/[0-9.]*[0-9]/N/g
             s/made by blt-train\./made by recipes\/torch of blt./' \
            "$T/$card/model/README.md" >"$T/card.$card"
    done
    diff "$T/card.$1" "$T/card.$2" >"$T/err"
}
engine "$tiny" --out="$T/tiny" --stop-after=1 2>"$T/err"
cp -r "$T/tiny" "$T/tiny.py"
engine "$tiny" --out="$T/tiny" --stage=entropy 2>"$T/err"
train "$tiny" --out="$T/tiny.py" --stage=entropy 2>"$T/err"
ok "the entropy stage"
check compare "$T/tiny/checkpoint.safetensors" \
    "$T/tiny.py/checkpoint.safetensors" 1e-2
ok "gives the same entropy model, to the rounding of bf16"
same_log tiny tiny.py; ok "and the same log"

engine "$odd" --out="$T/odd" --stage=entropy 2>"$T/err"
for name in tiny odd; do
    eval recipe=\$$name
    engine "$recipe" --out="$T/$name" --stop-after=1 2>"$T/err"
    rm -rf "$T/$name.py"; cp -r "$T/$name" "$T/$name.py"
    cp -r "$T/$name" "$T/$name.one"
    engine "$recipe" --out="$T/$name" --stop-after=1 2>"$T/err"
    train "$recipe" --out="$T/$name.py" --stop-after=1 2>"$T/err"
    ok "$name: a step of stage main"
    check compare "$T/$name/checkpoint.safetensors" \
        "$T/$name.py/checkpoint.safetensors" 1e-5
    ok "every weight and every moment agrees"
done
engine "$odd" --out="$T/odd" 2>"$T/err"
train "$odd" --out="$T/odd.py" 2>"$T/err"; ok "to the end"
same_log odd odd.py; ok "the same losses, rates and norms"
cmp "$T/odd/model/config.json" "$T/odd.py/model/config.json" 2>"$T/err"
ok "the same config.json"
same_card odd odd.py; ok "the same card but for who made it"
check compare "$T/odd/model/model.safetensors" \
    "$T/odd.py/model/model.safetensors" 1e-5
ok "the same weights"

# ---- the engine reads it
blt-model check "$T/odd.py/model" >"$T/out" 2>"$T/err"; ok "blt-model check"
blt-model info "$T/odd.py/model" >"$T/out" 2>"$T/err"; ok "blt-model info"
head -c 300 "$T/valid/en.x.txt" >"$T/in"
same_score() {
    blt-gen -m "$1" --score "$T/in" 2>"$T/err" |
        grep '^[0-9]' | cut -f 1-3 >"$T/want"
    check score "$odd" "$1" "$T/in" >"$T/got" 2>"$T/err"
    paste "$T/want" "$T/got" | awk -F '\t' '
        function far(a, b) { return a - b > 1e-4 || b - a > 1e-4 }
        NF != 6 || $1 != $4 || far($2, $5) || far($3, $6) { bad = 1 }
        END { exit bad || NR != 300 }' 2>"$T/err"
}
same_score "$T/odd.py/model"; ok "blt-gen --score gives each byte the same"

# ---- few bits, and a run that began from a model
for few in int8 int4; do
    sed "s/^store = .*/store = $few/
        /^\[main\]/,/^\[/s/^steps = .*/steps = 1/" "$odd" >"$T/$few.recipe"
    engine "$T/$few.recipe" --from="$T/odd/model" --out="$T/$few" \
        --stop-after=1 2>"$T/err"
    check hard "$T/$few/checkpoint.safetensors" 2>>"$T/err"
    ok "a checkpoint before the rounding at its end"
    cp -r "$T/$few" "$T/$few.py"
    engine "$T/$few.recipe" --out="$T/$few" 2>"$T/err"
    train "$T/$few.recipe" --out="$T/$few.py" 2>"$T/err"
    ok "the same weights, in $few"
    check same "$T/$few/model/model.safetensors" \
        "$T/$few.py/model/model.safetensors" >"$T/err" 2>&1
    ok "give the same bytes"
    check compare "$T/$few/checkpoint.safetensors" \
        "$T/$few.py/checkpoint.safetensors" >"$T/err" 2>&1
    ok "and are rounded alike"
    same_log $few $few.py; ok "before the last validation"
    same_card $few $few.py; ok "the same card, which names the first model"
    blt-model check "$T/$few.py/model" >"$T/out" 2>"$T/err"
    ok "blt-model check"
    same_score "$T/$few.py/model"
    ok "blt-gen --score gives each byte the same"
done

# ---- other ways to the same step
again() {
    rm -rf "$T/again"; cp -r "$T/odd.one" "$T/again"
}
again; train "$odd" --out="$T/again" --stop-after=3 --micro=4 2>"$T/err"
ok "a batch in parts"
cp -r "$T/odd.one" "$T/whole"
train "$odd" --out="$T/whole" --stop-after=3 2>"$T/err"
check compare "$T/whole/checkpoint.safetensors" \
    "$T/again/checkpoint.safetensors" 1e-5
ok "is the same batch"
again
# Two ranks as torchrun would start them; Debian's torchrun 1.13 does not run
# on Python 3.11.
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("", 0))
print(s.getsockname()[1])')
rank() {
    RANK=$1 WORLD_SIZE=2 MASTER_ADDR=127.0.0.1 MASTER_PORT=$port \
        train "$odd" --out="$T/again" --stop-after=3 2>"$T/err.$1"
}
rank 1 & other=$!
rank 0; first=$?
wait $other; other=$?
cat "$T/err.0" "$T/err.1" >"$T/err"
is "$first $other" "0 0" "two processes"
check compare "$T/whole/checkpoint.safetensors" \
    "$T/again/checkpoint.safetensors" 1e-5
ok "do the same three steps"
same_log whole again; ok "and validate alike"
again; train "$odd" --out="$T/again" --stop-after=1 2>"$T/err"
train "$odd" --out="$T/again" --stop-after=2 2>"$T/err"
cmp "$T/whole/checkpoint.safetensors" "$T/again/checkpoint.safetensors" \
    >"$T/err" 2>&1 || check compare "$T/whole/checkpoint.safetensors" \
    "$T/again/checkpoint.safetensors"
ok "one step and two are three, to the same bits"
is "$(cut -f 2- "$T/again/runs.log" | tail -n 4 | tr '\n\t' '; ')" \
   "begins main 1;ends main 2;begins main 2;ends main 4;" \
   "runs.log says when each began and ended"
is "$(sed 's/[0-9]/N/g' "$T/again/runs.log" | cut -f 1 | uniq)" \
   "NNNN-NN-NNTNN:NN:NNZ" "and when, as the engine's lines before it"
again; train "$odd" --out="$T/again" --dtype=bfloat16 2>"$T/err"
ok "in bfloat16"
paste "$T/odd/train.log" "$T/again/train.log" | awk -F '\t' '
    NR > 2 { d = $5 - $15; if (d > 0.05 || d < -0.05) bad = 1 }
    END { exit bad || NR < 4 }' 2>"$T/err"
ok "within 0.05 bits of float32"

# ---- from nothing, and back to blt-train
sed 's/^scheme = .*/scheme = space/; /^\[patcher\]/,/^\[encoder\]/{/encoder/!d;}' \
    "$odd" >"$T/space.recipe"
train "$T/space.recipe" --out="$T/space" --stop-after=2 2>"$T/err"
ok "from nothing, without an entropy model"
engine "$T/space.recipe" --out="$T/space" 2>"$T/err"
ok "blt-train goes on with it"
blt-gen -m "$T/space/model" -p the -n 5 --seed=1 >"$T/out" 2>"$T/err"
ok "to a model that blt-gen takes"

# ---- refusals
fails 2 "another recipe" train "$tiny" --out="$T/odd.one"
grep -q 'another recipe' "$T/err"; ok "it says so"
fails 2 "stage main without an entropy model" \
    train "$tiny" --out="$T/new" --stage=main
head -c 3000 "$T/odd/checkpoint.safetensors" >"$T/odd.one/checkpoint.safetensors"
fails 2 "a cut-off checkpoint" train "$odd" --out="$T/odd.one"
grep -q 'checkpoint.safetensors: ' "$T/err"; ok "it names the file"
done_testing
