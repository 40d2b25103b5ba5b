#!/bin/sh
# The layouts in which models are published, written by PyTorch from a golden
# model, give its golden numbers; and what a layout lacks is said.
. "$top_srcdir/tests/lib/tap.sh"
unset BLT_MODEL BLT_MODEL_PATH
golden=$top_srcdir/tests/golden
need_torch
downloads() { "$python" "$golden/downloads.py" "$@"; }

downloads write "$golden/tiny-a-default" "$T" >"$T/err" 2>&1
ok "PyTorch writes the layouts"
for dir in fb-blt-1b fb-blt/blt_1b wrapped; do
    "$top_builddir/tests/golden/engine" tiny-a-default "$T/$dir" \
        >"$T/tap" 2>"$T/err"
    s=$? n=$(grep -c '^ok' "$T/tap")
    grep '^not ok' "$T/tap" >>"$T/err"
    [ $s -eq 0 ] && [ "$n" -gt 50 ]
    ok "$dir: $n golden numbers"
done

# ---- tensors, bit for bit
for dir in fb-blt-1b fb-blt/blt_1b wrapped; do
    fails 0 "$dir is converted" \
        blt-model convert --type=f32 "$T/$dir" "$T/hf"
    downloads same "$golden/tiny-a-default" "$T/hf" >"$T/err" 2>&1
    ok "  with the same bits"
    rm -r "$T/hf"
done
fails 0 "to Meta's layout" \
    blt-model convert --type=f32 --names=meta "$T/fb-blt/blt_1b" "$T/meta"
downloads same "$T/fb-blt-1b" "$T/meta" >"$T/err" 2>&1
ok "  with the same bits"
downloads same "$T/fb-blt-entropy" "$T/meta/entropy_model" >"$T/err" 2>&1
ok "  and the same entropy model"

# ---- the entropy model alone
printf 'The quick brown fox; les oeufs; 12345.\n' >"$T/text"
data() { "$@" "$T/text" 2>"$T/err" | grep -v '^#'; }
data blt-entropy --window=none -m "$golden/tiny-a-default" >"$T/want"
data blt-entropy --window=none -m "$T/fb-blt-entropy" >"$T/got"
[ -s "$T/got" ] && cmp "$T/got" "$T/want" >>"$T/err" 2>&1
ok "blt-entropy with an entropy model alone"
for m in "$T/fb-blt-entropy" "$T/fb-blt/entropy_model"; do
    data blt-patch --window=none --threshold=4.45 -m "$m" >"$T/got"
    data blt-patch --window=none --threshold=4.45 \
        -m "$golden/tiny-a-default" >"$T/want"
    [ -s "$T/got" ] && cmp "$T/got" "$T/want" >>"$T/err" 2>&1
    ok "blt-patch with ${m#"$T/"}"
done
is "$(blt-model info "$T/fb-blt/entropy_model" | grep '^patching')" \
    "patching       entropy, threshold 4.45176 bits (3.08572626 nats)" \
    "its own threshold"
mv "$T/fb-blt-1b/entropy_model" "$T/elsewhere"
mv "$T/fb-blt-entropy" "$T/blt-entropy"
blt-patch -m "$T/fb-blt-1b" "$T/text" >"$T/got" 2>"$T/err"
ok "blt-entropy next to blt-1b is its entropy model"
is "$(cat "$T/err")" "" "  without a word"

# ---- a BltModel has no head
data blt-patch -m "$T/base" >"$T/got"
data blt-patch -m "$golden/tiny-a-default" >"$T/want"
[ -s "$T/got" ] && cmp "$T/got" "$T/want" >>"$T/err" 2>&1
ok "a saved BltModel cuts text"
fails 2 "but predicts nothing" blt-gen -m "$T/base" -n 3 -p x
grep -q 'has no lm_head' "$T/err"; ok "  as it says"
fails 2 "and is not converted" blt-model convert "$T/base" "$T/new"

# ---- what is refused
cp "$top_srcdir/tests/fuzz/seeds/system.pth" \
    "$T/fb-blt/entropy_model/consolidated.pth"
fails 2 "a pickle that calls os.system" \
    blt-patch -m "$T/fb-blt/blt_1b" "$T/text"
grep -q 'entropy_model/consolidated.pth: pickle: byte .*"posix.system" is ref' \
    "$T/err"
ok "  is refused by name"
is "$(cat "$T/out")" "" "  and nothing is written"
done_testing
