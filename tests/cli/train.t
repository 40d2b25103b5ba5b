#!/bin/sh
# blt-train: a tiny model from start to end; killed at any moment and on any
# number of threads it gives the same weights; and what it refuses.
. "$top_srcdir/tests/lib/tap.sh"

recipe=$top_srcdir/share/recipes/tiny.recipe
mkdir "$T/text" "$T/valid"
words_for 300 "$T/valid/en.x.txt" "$T/text/de.y.txt" "$T/text/en.x.txt"
train() { blt-train --recipe="$recipe" --data="$T/text" --valid="$T/valid" "$@"; }

# ---- start to end
train --out="$T/one" -j1 2>"$T/err"; ok "a tiny model is trained"
is "$(cat "$T/err")" "" "without a word"
for f in config.json model.safetensors README.md; do
    [ -s "$T/one/model/$f" ]; ok "model/$f is there"
done
blt-gen -m "$T/one/model" -p the -n 20 --seed=1 >"$T/out" 2>"$T/err"
ok "it is a model that blt-gen takes"
is "$(head -n 1 "$T/one/train.log" | cut -f 1-5)" \
   "stage	step	bytes	train	valid" "the log has its columns"
is "$(cut -f 1,2 "$T/one/train.log" | sed 1d | tr '\t\n' ' ,')" \
   "entropy 10,entropy 20,main 10,main 20," "and a row a validation"
awk -F '\t' 'NR > 1 && $1 == "entropy" { v[++n] = $5 }
    END { exit !(n == 2 && v[2] < v[1] && v[2] < 8) }' "$T/one/train.log"
ok "it learns"
grep -q '^| en | .* bits\|^| en |' "$T/one/model/README.md"
ok "the card has the language"
grep -q '    hash_vocab = 64' "$T/one/model/README.md"; ok "and the recipe"
train --out="$T/one" 2>"$T/err"; ok "a finished run has nothing to do"

# ---- the same bits
train --out="$T/two" -j3 2>"$T/err"; ok "three threads"
cmp "$T/one/model/model.safetensors" "$T/two/model/model.safetensors" 2>"$T/err"
ok "give the same weights"

for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    train --out="$T/parts" --stop-after=3 -j$((i % 2 + 1)) 2>"$T/err" || break
    grep -q 'goes on' "$T/err" || break
done
is "$i" 14 "three steps at a time, fourteen times"
cmp "$T/one/model/model.safetensors" "$T/parts/model/model.safetensors" \
    2>"$T/err"
ok "give the same weights"
cut -f 1-7 "$T/one/train.log" >"$T/a"; cut -f 1-7 "$T/parts/train.log" >"$T/b"
cmp "$T/a" "$T/b" 2>"$T/err"; ok "and the same log, times apart"
is "$(cut -f 2 "$T/parts/runs.log" | sort | uniq -c | tr -s ' ' | tr '\n' ,)" \
   " 14 begins, 14 ends," "each run has its beginning and end"
is "$(sed -n '3s/.*Z	//p' "$T/parts/runs.log")" "begins	entropy	3" \
   "with the step it took up"

# SIGKILL, now sooner, now later, with a checkpoint after every step so that
# many hit one being written, until a run comes to its end.
sed 's/^checkpoint_steps = 5/checkpoint_steps = 1/' "$recipe" >"$T/each.recipe"
kills=0 status=137
while [ $status -ne 0 ] && [ $kills -lt 200 ]; do
    blt-train --recipe="$T/each.recipe" --data="$T/text" --valid="$T/valid" \
        --out="$T/killed" -j$((kills % 2 + 1)) 2>"$T/err" &
    pid=$!
    sleep "$(awk -v k=$kills 'BEGIN { print 0.03 + 0.007 * (k % 11) + 0.01 * k }')"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null; status=$?
    [ $status -eq 0 ] || [ $status -eq 137 ] || break
    kills=$((kills + 1))
done
is "$status" 0 "killed again and again until it ends ($kills runs)"
cmp "$T/one/model/model.safetensors" "$T/killed/model/model.safetensors" \
    2>"$T/err"
ok "gives the same weights"
is "$(ls "$T/killed" "$T/killed/model" | grep -c '\.......$')" 0 \
   "and leaves no half-written files"

# ---- stages, signals
train --out="$T/stages" --stage=entropy 2>"$T/err"; ok "the entropy stage alone"
sed 's/^hidden = 32/hidden = 64/; s/^cross_k = 2/cross_k = 4/' "$recipe" \
    >"$T/wide.recipe"
cp -r "$T/stages" "$T/wide"
blt-train --recipe="$T/wide.recipe" --data="$T/text" --valid="$T/valid" \
    --out="$T/wide" 2>"$T/err"
ok "serves another main model"
sed 's/^target_size = 4/threshold = 2/' "$recipe" >"$T/stated.recipe"
cp -r "$T/stages" "$T/stated"
blt-train --recipe="$T/stated.recipe" --data="$T/text" --valid="$T/valid" \
    --out="$T/stated" --stop-after=1 2>"$T/err"
grep -q '"patching_threshold": 2.0' "$T/stated/model/config.json"
ok "and one with a threshold of its own"
train --out="$T/stages" --stage=main 2>"$T/err"; ok "then the rest"
cmp "$T/one/model/model.safetensors" "$T/stages/model/model.safetensors" \
    2>"$T/err"
ok "with the same weights"
sed 's/^steps = 20/steps = 100000/' "$recipe" >"$T/long.recipe"
blt-train --recipe="$T/long.recipe" --data="$T/text" --valid="$T/valid" \
    --out="$T/long" 2>"$T/long.err" &
pid=$!
sleep 0.5
fails 2 "two in one directory" blt-train --recipe="$T/long.recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/long"
grep -q 'another blt-train' "$T/err"; ok "it says why"
kill -TERM $pid; wait $pid
is "$?" 143 "SIGTERM ends it after a step"
grep -q 'goes on' "$T/long.err"; ok "it says how far it came"
[ -s "$T/long/checkpoint.safetensors" ]; ok "with a checkpoint"

# ---- Muon, and a run that grows: 6 steps and 6 more are 12 at once
awk '/^\[main\]/ { print; print "optimizer = muon\nschedule = trapezoid\ncooldown = 4"
                     print "matrix_rate = 1.5"; next }
     /^\[data\]/ { print; print "late_weight en.* = 3"; next }
     { print }' "$recipe" | sed 's/^steps = 20/steps = 12/' >"$T/muon.recipe"
sed 's/^steps = 12/steps = 24/' "$T/muon.recipe" >"$T/more.recipe"
muon() {
    r=$1; shift
    blt-train --recipe="$T/$r.recipe" --data="$T/text" --valid="$T/valid" "$@"
}
muon more --out="$T/muon" -j2 2>"$T/err"; ok "Muon trains"
cp -r "$T/stages" "$T/grown"; rm -f "$T/grown/checkpoint.safetensors"
muon more --out="$T/grown" --stage=entropy 2>"$T/err"
muon muon --out="$T/grown" --stop-after=7 2>"$T/err"
muon more --out="$T/grown" -j1 2>"$T/err"; ok "a run may grow"
cmp "$T/muon/model/model.safetensors" "$T/grown/model/model.safetensors" \
    2>"$T/err"
ok "to the same weights, on any number of threads"

# ---- products of bfloat16: from a checkpoint with products of float32, and on
sed 's/^optimizer = muon/&\nprecision = bf16/' "$T/more.recipe" >"$T/bf16.recipe"
cp -r "$T/stages" "$T/bf16"; rm -f "$T/bf16/checkpoint.safetensors"
muon more --out="$T/bf16" --stop-after=7 2>"$T/err"
muon bf16 --out="$T/bf16" 2>"$T/err"; ok "precision = bf16 takes over a run"
cmp -s "$T/muon/model/model.safetensors" "$T/bf16/model/model.safetensors"
[ $? -eq 1 ]; ok "and rounds"
awk '$1 == "main" && $2 == 24 { v[FILENAME] = $5 }
     END { for (f in v) { x = v[f]; if (n++) d = x - y; y = x }
           exit !(n == 2 && d < 0.01 && d > -0.01) }' \
    "$T/muon/train.log" "$T/bf16/train.log"
ok "to the same validation within a hundredth of a bit"

# ---- hash tables in few bits
for bits in 8 4; do
    few=$T/int$bits
    few() {
        blt-train --recipe="$few.recipe" --data="$T/text" --valid="$T/valid" \
            "$@" 2>"$T/err"
    }
    sed "s/^hash_vocab = 64/&\nstore = int$bits/" "$recipe" >"$few.recipe"
    few --out="$few"; ok "store = int$bits"
    blt-model info -v "$few/model" >"$T/out" 2>"$T/err"
    grep -q "hash_tok_embedding.weight *I$bits *128 x 16$" "$T/out"
    ok "the hash table is written so"
    blt-gen -m "$few/model" -p the -n 20 --seed=1 >"$T/out" 2>"$T/err"
    ok "which blt-gen takes"
    few --out="${few}b" --stop-after=35; few --out="${few}b"
    cmp "$few/model/model.safetensors" "${few}b/model/model.safetensors" \
        2>"$T/err"
    ok "stopped and taken up, the same bytes"
done

# ---- plan
train --dry-run >"$T/out" 2>"$T/err"; ok "a dry run"
grep -q 'hours' "$T/out"; ok "says how long"

# ---- paths
blt-train --recipe="$recipe" --out="$T/files" --data="$T/text/de.y.txt" \
    --stage=entropy "$T/text/en.x.txt" 2>"$T/err"
ok "files, and operands as more of them"
grep -q 'training text itself' "$T/files/model/README.md"
ok "without --valid the card says so"

# ---- refusals
sed 's/^batch = 4/batch = 5/' "$recipe" >"$T/other.recipe"
fails 2 "another recipe" blt-train --recipe="$T/other.recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/long"
sed 's/^steps = 20/steps = 100000/; s/^batch = 4/batch = 5/' "$recipe" \
    >"$T/other.recipe"
fails 2 "another batch" blt-train --recipe="$T/other.recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/long"
grep -q 'entropy.batch = 4' "$T/err"; ok "it says what changed"
sed 's/^checkpoint_steps = 5/checkpoint_steps = 9/' "$T/long.recipe" \
    >"$T/same.recipe"
blt-train --recipe="$T/same.recipe" --data="$T/text" --valid="$T/valid" \
    --out="$T/long" --stop-after=1 2>"$T/err"
is "$?" 0 "another interval is welcome"
fails 2 "other data" blt-train --recipe="$T/long.recipe" \
    --data="$T/valid" --valid="$T/valid" --out="$T/long"
grep -q 'other data' "$T/err"; ok "it says so"
fails 2 "stage main without an entropy model" train --out="$T/new" --stage=main
head -c 3000 "$T/one/checkpoint.safetensors" >"$T/long/checkpoint.safetensors"
fails 2 "a cut-off checkpoint" blt-train --recipe="$T/long.recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/long"
grep -q 'checkpoint.safetensors: ' "$T/err"; ok "it names the file"
cp "$T/one/model/model.safetensors" "$T/long/checkpoint.safetensors"
fails 2 "a model for a checkpoint" blt-train --recipe="$T/long.recipe" \
    --data="$T/text" --valid="$T/valid" --out="$T/long"
grep -q 'not a checkpoint' "$T/err"; ok "it says so"
echo 'colour = red' >"$T/bad.recipe"
fails 2 "a bad recipe" blt-train --recipe="$T/bad.recipe" --data="$T/text" \
    --valid="$T/valid" --out="$T/new"
grep -q 'bad.recipe:1: ' "$T/err"; ok "with file and line"
fails 2 "no recipe" blt-train --data="$T/text" --valid="$T/valid" --out="$T/x"
fails 2 "no such data" blt-train --recipe="$recipe" --data="$T/nothing" \
    --valid="$T/valid" --out="$T/x"
fails 2 "an output that is a file" train --out="$recipe"
fails 2 "a bad time" train --out="$T/x" --stop-after=3x
if [ -w /dev/full ]; then
    blt-train --help >/dev/full 2>"$T/err"
    is "$?" 2 "a full disk is noticed"
fi
done_testing
