#!/bin/sh
# A model without an entropy model, and an entropy model alone: commands that
# lack what they need say so and exit 2; they never compute something else.
. "$top_srcdir/tests/lib/tap.sh"
unset BLT_MODEL BLT_MODEL_PATH
golden=$top_srcdir/tests/golden/tiny-a-default
cd "$T" || exit 1

# refused REASON COMMAND...
refused() {
    reason=$1
    shift
    fails 2 "$*" "$@"
    grep -q -e "$reason" err; ok "  $reason"
    is "$(grep -v '^#' out)" "" "  no result"
}

blt-model convert --type=f32 --names=meta "$golden" meta >out 2>err
ok "a model in Meta's layout"
mv meta/entropy_model alone
printf 'some text\n' >text

fails 0 "without an entropy model: info" blt-model info meta
grep -q 'meta: has no entropy model' err; ok "  with a note"
refused 'has no entropy model: put one' blt-patch -m ./meta text
refused 'has no entropy model: put one' blt-entropy -m ./meta text
refused 'has no entropy model: put one' blt-embed -m ./meta text
refused 'has no entropy model: put one' blt-gen -m ./meta -n 4 -p text
refused 'has no entropy model: put one' blt-gen -m ./meta --score text
refused 'has no entropy model' blt-model convert meta new
fails 0 "a scheme without entropies" blt-patch -m ./meta --scheme=space text
[ ! -e new ]; ok "nothing was made"

fails 0 "an entropy model alone: info" blt-model info alone
is "$(grep -c -e '^encoder ' -e '^entropy model ' out)" 1 "  has one part"
fails 0 "check" blt-model check alone
blt-entropy -m ./alone text >out 2>err
is "$(grep -c '^[0-9]' out)" 10 "entropies"
blt-patch -m ./alone text >out 2>err; ok "patches"
blt-patch --report -m ./alone text >out 2>err; ok "a report on them"
is "$(grep -c FLOPs out)" 0 "  without the FLOPs of a model that is not there"
refused 'is an entropy model alone' blt-gen -m ./alone -n 4 -p text
refused 'is an entropy model alone' blt-gen -m ./alone --score text
refused 'is an entropy model alone' blt-embed -m ./alone text
refused 'has no entropy model alone' blt-model convert alone new
fails 0 "copied in Meta's layout" \
    blt-model convert --type=f32 --names=meta alone copy
cmp alone/model.safetensors copy/model.safetensors 2>err; ok "  bit for bit"
is "$(blt-model info copy | grep patching)" \
    "$(blt-model info alone | grep patching)" "  and its patching"

mkdir dcp && cp meta/config.json dcp/params.json && : >dcp/__0_0.distcp
refused 'dcp_to_torch dcp dcp/consolidated.pth' blt-model info dcp
mv meta/config.json meta/params.json
fails 0 "params.json instead of config.json" blt-model info meta
done_testing
