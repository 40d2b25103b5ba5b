#!/bin/sh
# share/recipes/experiments: changed recipes, one entropy model, the table.
. "$top_srcdir/tests/lib/tap.sh"

from=$top_srcdir/share/recipes/experiments
mkdir "$T/e" "$T/text"
cp "$from/run" "$T/e/"
cp "$top_srcdir/share/recipes/tiny.recipe" "$T/e/base.recipe"
printf '# name\tchanges\twhat for\na\t-\tas it is\n' \
    >"$T/e/list.tsv"
printf 'b\tmain.steps=12 main.rate=1e-3 global.layers=2 model.hash_sizes=3_4\tless\n' \
    >>"$T/e/list.tsv"
awk 'BEGIN { for (i = 0; i < 900; i++)
    print "line " i " of " i * 7919 % 1000 (i % 9 ? "" : "\n") }' \
    >"$T/text/en.x.txt"

"$T/e/run" --data="$T/text" --valid="$T/text" --out="$T/runs" 2>"$T/err"
ok "two experiments"
is "$(cat "$T/runs/a/recipe")" "$(cat "$T/e/base.recipe")" "no change changes nothing"
grep -q '^layers = 2' "$T/runs/b/recipe"; ok "a key is put in its section"
grep -q '^hash_sizes = 3 4$' "$T/runs/b/recipe"; ok "a value of several words"
is "$(sed -n '/^\[main\]/,/^\[train\]/p' "$T/runs/b/recipe" | grep -c '^rate')" \
   1 "and stands there once"
is "$(tail -n 1 "$T/runs/b/train.log" | cut -f 2)" 12 "the change counts"
printf 'c\tnowhere.key=1\tno such section\n' >>"$T/e/list.tsv"
fails 1 "a change that has no place" "$T/e/run" --data="$T/text" \
    --valid="$T/text" --out="$T/runs" c
"$T/e/run" --data="$T/text" --valid="$T/text" --out="$T/runs" a b 2>"$T/err"
is "$(cat "$T/err")" "" "what is done is not done again"
fails 2 "no data" "$T/e/run" --out="$T/runs"

cp "$T/runs/a/train.log" "$T/a.log"; cp "$T/runs/b/train.log" "$T/b.log"
awk -f "$from/table.awk" "$T/e/list.tsv" "$T/a.log" "$T/b.log" >"$T/table"
ok "a table"
is "$(grep -c '^| [ab] ' "$T/table")" 2 "of both"
grep -q '^| b | `main.steps=12, main.rate=1e-3, global.layers=2, model.hash_sizes=3_4` | 12 ' \
    "$T/table"
ok "with what was changed"
awk -f "$from/table.awk" "$from/list.tsv" "$from"/logs/*.log >"$T/table"
grep '^| [a-z0-9-]* | [`n]' "$from/README.md" >"$T/page"
grep '^| [a-z0-9-]* | [`n]' "$T/table" | cmp - "$T/page" 2>"$T/err"
ok "the page has the table of its logs"
done_testing
