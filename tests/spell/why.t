#!/bin/sh
# What spoke for each decision, on words that teach something: listed slips
# and others, accents lost, words run together, real words out of place, a
# name.  The traces are those of what ships: a change of data or of weights
# shows here, and is to be read before they are written anew:
#
#     cd tests/spell/why &&
#     for l in de en es fr ru; do blt-spell --why --lang=$l $l.txt >$l.why; done
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA

cd "$top_srcdir/tests/spell/why" || exit 1
for text in *.txt; do
    lang=${text%.txt}
    blt-spell --why --lang="$lang" "$text" >"$T/$lang"
    is "$(cat "$T/$lang")" "$(cat "$lang.why")" "$lang: as it was"
done
words=$(cat ./*.why | grep -c '^[a-z]*\.txt:')
[ "$words" -ge 20 ]; ok "twenty words and more ($words)"
done_testing
