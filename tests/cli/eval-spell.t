#!/bin/sh
# blt-eval spell: figures that were worked out by hand, and that they are
# those of blt-spell in a pipe.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
unset BLT_MODEL
cd "$T" || exit 1

#                       mistakes  changes  hits   tokens: meant before after
# I recieve teh mail.          2        2     2               5      2     0
# hello world                                                 2
# in side: merged              1                              4      2     2
# areall: split                1                              4      2     2
# meant "teh" stays so         1        2     1               5      1     1
# fnid: found, not find        1        1                     3      1     1
# nothing
# not: a word                  1                              2      1     1
#                              7        5     3              25      9     7
cat >pairs <<'X1'
I recieve teh mail.	I receive the mail.
hello world	hello world
find the text in side	find the text inside
they areall here	they are all here	and more fields
This is teh recieve table	This is teh receive table
we fnid it	we found it
	
not here	now here
X1
sed '1s/$/\r/; 3s/$/\r/' pairs >a
is "$(cut -f1 a | blt-spell | tr '\n' '/')" "I receive the mail./hello world/\
find the text in side/they areall here/This is the receive table/we find it/\
/not here/" "what blt-spell makes of it"
# Of 16 written words that are right "teh" is changed, of 24 meant ones too.
want=" 8 24 7 36.00 28.00 60.00 42.86 55.56 6.25 4.17"
blt-eval spell a >out 2>err; ok "a file of pairs"
is "$(awk '{ $1 = $1 } /^a /' out)" "a$want" "as by hand"
is "$(awk '{ $1 = $1 } /^total /' out)" "total$want" "which is all"
is "$(blt-eval spell <a | awk '/^total / { $1 = ""; print }')" "$want" \
    "from a pipe"
is "$(blt-eval spell pairs | awk '/^total / { $1 = ""; print }')" "$want" \
    "whatever ends the lines"
is "$(blt-eval spell a pairs | awk '/^total / { $1 = ""; print }')" \
    " 16 48 14 36.00 28.00 60.00 42.86 55.56 6.25 4.17" "two files"
is "$(blt-eval spell --confidence=1 a | awk '/^total / { $1 = ""; print }')" \
    " 8 24 7 36.00 36.00 - 0.00 0.00 0.00 0.00" "--confidence=1: nothing"
printf '' >none
is "$(blt-eval spell none | awk '/^none / { $1 = ""; print }')" \
    " 0 0 0 - - - - - - -" "nothing of nothing"

# "side" (as see), teh twice, recieve twice, fnid.
blt-eval spell --calibration a >out 2>err; ok "--calibration"
is "$(awk '/^0\.[0-9]-/ { n += $2; right += $2 * $4 }
    END { printf "%d %.1f", n, right }' out)" "6 3.0" "six findings, three right"
is "$(tail -n 1 out | sed 's/0\.[0-9]*/E/')" \
    "expected calibration error E of 6" "and how far off that is"
if command -v python3 >/dev/null; then
    blt-eval spell --calibration --format=json a >json
    python3 - json 2>err <<'X1'
import json, math, sys
d = json.load(open(sys.argv[1]))
t = d["total"]
assert (t["mistakes"], t["changes"], t["hits"]) == (7, 5, 3)
assert math.isclose(t["f0.5"], 3.75 / 6.75, rel_tol=1e-8)
b = d["calibration"]["bins"]
e = sum(x["findings"] * abs(x["said"] - x["right"]) for x in b
        if x["findings"])
assert math.isclose(e / 6, d["calibration"]["error"], rel_tol=1e-6)
assert d["model"] is None and d["files"][0]["name"] == "a"
X1
    ok "JSON"
fi

# ---- how sentences are laid side by side ----------------------------------------
# mistakes and WER of two sentences; nothing is changed
pair() { printf '%s\t%s\n' "$1" "$2" |
    blt-eval spell --confidence=1 | awk '/^total/ { print $4, $5 }'; }
is "$(pair 'a b c' 'a b c')" "0 0.00" "equal"
is "$(pair 'can not we' 'cannot we')" "1 100.00" "two as one"
is "$(pair 'never the less' 'nevertheless')" "1 300.00" "three as one"
is "$(pair 'nevertheless' 'never the less')" "1 100.00" "one as three"
is "$(pair 'it is is so' 'it is so')" "1 33.33" "a word too many"
is "$(pair 'so' 'so ha ha')" "1 66.67" "the same put in twice is one"
is "$(pair "don't re-do" "dont re-do")" "1 50.00" "inner marks belong to words"
is "$(pair 'a,b' 'a, b')" "0 0.00" "outer ones do not, and blanks are nothing"
is "$(pair "$(printf 'gef\303\244llt')" gefallt)" "1 100.00" "letters of any script"
is "$(pair "$(printf '\360\237\230\200 so')" so)" "1 100.00" "a mark is a token"

# ---- as blt-spell in a pipe --------------------------------------------------------
# What it makes of the text is what was meant: then all that is done is right.
# Past the end of a piece, which is cut at an empty line.
awk 'BEGIN {
    s = "0123456789"
    for (i = 0; i < 8; i++) s = s s
    for (i = 0; i < 450; i++) {
        print i % 9 ? s : "I recieve teh mail and fnid the lettre"
        if (i % 70 == 0) print ""
    }
}' >big
blt-spell big >fixed
paste big fixed >both
blt-eval spell --format=json both >json 2>err; ok "a megabyte and more"
n=$(sed 's/.*"total"//; s/.*"mistakes":\([0-9]*\).*/\1/' json)
[ "$n" -ge 100 ]; ok "with many mistakes"
is "$(sed 's/.*"total"//; s/.*"hits":\([0-9]*\).*/\1/' json)" "$n" \
    "all found as in the pipe"
is "$(sed 's/.*"total"//; s/.*"changes":\([0-9]*\).*/\1/' json)" "$n" \
    "and nothing else"

# ---- words ---------------------------------------------------------------------------
printf 'recieve\treceive\nhello\tworld\nteh\tten|the\nqqq\tzzz\r\n' >w
blt-eval spell --words w >out 2>err; ok "--words"
is "$(awk '/^w / { print $2, $3, $4, $5 }' out)" "4 25.00 50.00 50.00" \
    "a word of the lexicon is missed"
for k in 1 5 6; do
    printf 'wor\t%s\n' "$(printf '^wor\n' | blt-spell -a |
        sed -n 's/^&.*: //p' | cut -d, -f$k | tr -d ' ')"
done >w2
is "$(blt-eval spell --words w2 | awk '/^total/ { print $2, $3, $4, $5 }')" \
    "3 0.00 33.33 66.67" "of what -a suggests, the sixth is none of five"
is "$(blt-eval spell --words --format=json w |
    sed 's/.*"total"://; s/.*\("words".*\)}}/\1/')" \
    '"words":4,"accepted":0.25,"top1":0.5,"top5":0.5' "JSON"

# ---- refusals -------------------------------------------------------------------------
printf 'a\tb\nno tab\n' >bad
fails 2 "a line without a tab" blt-eval spell bad a
grep -q '^blt-eval: bad:2: no tab' err; ok "is named"
is "$(awk '/^total / { $1 = ""; print }' out)" "$want" "others are measured"
fails 2 "--words, too" blt-eval spell --words bad
grep -q '^blt-eval: bad:2: no tab' err; ok "is named"
{ printf 'a\tb\n'; head -c 40000 /dev/zero | tr '\0' a; printf '\ta\n'; } >long
fails 2 "a line without an end" blt-eval spell long
grep -q '^blt-eval: long:2: longer than' err; ok "is named"
{ printf '\t'; head -c 5000 /dev/zero | tr '\0' .; } >marks
fails 2 "too many tokens" blt-eval spell marks
grep -q '^blt-eval: marks:1: more than' err; ok "are named"
fails 2 "no such file" blt-eval spell nowhere
fails 2 "no such language" blt-eval spell --lang=xx a
fails 2 "--limit" blt-eval spell --limit=10 a
fails 2 "--by" blt-eval spell --by=file a
fails 2 "--words of bpb" blt-eval bpb --words a
fails 2 "--words --calibration" blt-eval spell --words --calibration a
head -c 100000 /dev/urandom >noise
blt-eval spell noise >out 2>err; is "$?" 2 "noise is no pairs"
tr '\n\r' '\t\n' <noise | sed 's/^/\t/; s/$/\t/' >noise.tsv
blt-eval spell noise.tsv >out 2>err; ok "but lines of it with a tab are"
done_testing
