#!/bin/sh
# Any bytes, in every mode: no crash, and no change that was not reported.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
cd "$T" || exit 1
anything=$top_builddir/tests/spell/anything
"$anything" check "$BLT_SPELL_DATA" 24000 >got 2>err; ok "24,000 random texts"
grep -E '^(not )?ok' got | sed 's/.* - /# /'

set -- text markdown html tex code email config roff po diff json
mkdir texts; "$anything" make texts 100; ok "a hundred of them as files"
bad= changed=0 i=0
while [ $i -lt 100 ]; do
    f=texts/$i mode=$1
    shift; set -- "$@" "$mode"
    blt-spell --no-model --text --mode=$mode --confidence=0.8 $f >now 2>err &&
        blt-spell --no-model --text --mode=$mode --confidence=0.8 --format=stream \
            $f >stream 2>>err && "$anything" undo $f stream now ||
        bad="$bad $i"
    cmp -s $f now || changed=$((changed + 1))
    i=$((i + 1))
done
is "$bad" "" "the output with its corrections undone is the input"
bad= i=0
while [ $i -lt 100 ]; do
    "$anything" correct "$BLT_SPELL_DATA" 0 texts/$i >now 2>err &&
        blt-spell --no-model --text --mode=text --confidence=0.8 texts/$i |
        cmp -s - now || bad="$bad $i"
    i=$((i + 1))
done
is "$bad" "" "blt_speller_correct() gives what the command gives"
[ $changed -gt 5 ]; ok "$changed of them were changed"

# All of them as one file, in every output; the counts agree.
cat texts/* >all
for mode; do
    n=$(blt-spell --no-model --text --mode=$mode -l all | wc -l)
    c=$(blt-spell --no-model --text --mode=$mode --check all | grep -c '^all:')
    [ "$n" -eq "$c" ] || echo "# -l $n, --check $c"
    [ "$n" -eq "$c" ]; ok "$mode: -l and --check count the same"
    blt-spell --no-model --text --mode=$mode --format=sarif all >sarif 2>err &&
        blt-spell --no-model --text --mode=$mode --why all >why 2>>err &&
        blt-spell --no-model --text --mode=$mode -d all >diff 2>>err
    ok "$mode: sarif, why, diff"
done
sed 's/^/^/' all | tr -d '\000' >lines
blt-spell -a --no-model <lines >got 2>err; ok "-a"
is "$(grep -c '^$' got)" "$(awk 'END { print NR }' lines)" "answers each line"
blt-spell -a --no-model <all >got 2>err; ok "-a, with any commands"
done_testing
