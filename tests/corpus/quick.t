#!/bin/sh
# share/corpus/build --quick, where the registries answer: text in several
# languages, nothing held out in it; killed, it goes on; done, it is quick.
# BLT_CORPUS_CACHE names a cache of downloads to use.
. "$top_srcdir/tests/lib/tap.sh"
build=$top_srcdir/share/corpus/build
for tool in perl apt-get dpkg-deb; do
    command -v $tool >/dev/null || skip_all "no $tool"
done
cache=${BLT_CORPUS_CACHE:-$T/cache}
if [ -n "${BLT_CORPUS_CACHE:-}" ]; then
    offline=--offline
else
    offline=
    timeout 300 "$build" --quick --fetch-only --cache="$cache" "$T/c" 2>"$T/err" ||
        skip_all "the registries do not answer: $(tail -n 1 "$T/err")"
    ls "$cache/deb/"*.deb >/dev/null 2>&1 || skip_all "no package came"
fi
run() { "$build" --quick $offline --cache="$cache" "$T/c" 2>"$T/err"; }

# Killed in the middle, a few times; the whole group, as by a lost terminal.
for i in 1 2 3; do
    setsid "$build" --quick $offline --cache="$cache" "$T/c" >/dev/null 2>&1 &
    sleep $i
    kill -KILL -$! 2>/dev/null
    wait $! 2>/dev/null
done
run; ok "it goes on"
for part in train valid heldout; do
    n=$(cat "$T/c/$part/"*.txt 2>/dev/null | wc -c)
    [ "$n" -gt 50000 ]; ok "$part: $n bytes"
done
n=$(ls "$T/c/train" | cut -d . -f 1 | sort -u | wc -l)
[ "$n" -ge 10 ]; ok "$n languages"
cat "$T/c/train/"[!z]* "$T/c/train/"z[!z]* "$T/c/train/zz.returns.txt" |
    iconv -f UTF-8 -t UTF-8 >/dev/null; ok "UTF-8"
n=$(cat "$T/c/train/"zz.* | wc -c)
[ "$n" -ge 600000 ] && [ "$n" -lt 660000 ]; ok "exercises: $n bytes"
# What is held out is in no form in training.
cat "$T/c/heldout/"[a-z]*.udhr.txt "$T/c/heldout/"*.dfaq.txt \
    "$T/c/heldout/en.mobydick.txt" 2>/dev/null | awk 'length > 60' | sort -u >"$T/h"
cat "$T/c/train/"* "$T/c/valid/"* | awk 'length > 60' | sort -u >"$T/t"
is "$(comm -12 "$T/h" "$T/t" | head -n 1)" "" "no paragraph held out is in it"
[ -s "$T/h" ]; ok "of many"
grep -q '^| wesnoth .*GPL' "$T/c/LICENCES.md"; ok "licences are stated"
ls "$T/c/licences/"* >/dev/null; ok "and there"
run; ok "again"
grep -q 'nothing has changed' "$T/err"; ok "there is nothing to do"

# The rest of the way: a model, its card, its measure (share/recipes/README.md).
# Under sanitizers with a few steps: the same paths, slowly.
recipes=$top_srcdir/share/recipes
cp "$recipes/quick.recipe" "$T/quick.recipe"
stop=90 most=5
if [ -n "${SANITIZED-}" ]; then
    sed 's/^steps = .*/steps = 8/; s/^cooldown = .*/cooldown = 3/
         s/^warmup = .*/warmup = 2/; s/^final_valid_bytes = .*/final_valid_bytes = 16384/' \
        "$recipes/quick.recipe" >"$T/quick.recipe"
    stop=5 most=9
fi
blt-train --recipe="$T/quick.recipe" --data="$T/c/train" \
    --valid="$T/c/valid" --out="$T/run" --stop-after=$stop 2>"$T/err"
ok "training begins"
blt-train --recipe="$T/quick.recipe" --data="$T/c/train" \
    --valid="$T/c/valid" --out="$T/run" 2>"$T/err"
ok "and goes on to its end"
"$recipes/samples" "$T/run/model" >>"$T/run/model/README.md" 2>"$T/err"
ok "samples for the card"
cat "$T/c/LICENCES.md" >>"$T/run/model/README.md"
is "$(grep -c '^> \*\*' "$T/run/model/README.md")" 10 "in ten languages"
blt-eval bpb -m "$T/run/model" --by=source --against=gzip --limit=20000 \
    "$T/c/heldout/en.mobydick.txt" "$T/c/heldout/"*.dfaq.txt >"$T/table" 2>"$T/err"
ok "its measure"
awk -F '\t' -v most=$most '$1 == "main" { v = $5 }
    END { exit !(v > 1 && v < most) }' \
    "$T/run/train.log"
ok "it has learned something: $(tail -n 1 "$T/run/train.log" | cut -f 5) bits per byte"
done_testing
