#!/bin/sh
# The reasons for each decision, on instructive words: listed misspellings and
# others, missing accents, words run together, real-word errors, a name.  The
# traces are those of the shipped data: a change of data or of weights shows
# here, and must be reviewed before they are written again:
#
#     cd tests/spell/why &&
#     for l in de en es fr ru; do blt-spell --why --lang=$l $l.txt >$l.why; done
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA

cd "$top_srcdir/tests/spell/why" || exit 1
for text in *.txt; do
    lang=${text%.txt}
    blt-spell --why --lang="$lang" "$text" >"$T/$lang"
    is "$(cat "$T/$lang")" "$(cat "$lang.why")" "$lang: the same reasons"
done
words=$(cat ./*.why | grep -c '^[a-z]*\.txt:')
[ "$words" -ge 20 ]; ok "at least twenty words ($words)"
done_testing
