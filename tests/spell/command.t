#!/bin/sh
# blt-spell as a filter and as a lister: which bytes change, what is counted,
# what is skipped.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
cd "$T" || exit 1
spell() { blt-spell --no-model "$@"; }

is "$(echo 'I recieve teh mail.' | spell)" 'I receive the mail.' "a filter"

# All bytes that are not corrected stay: line ends, NULs, invalid UTF-8.
printf 'I recieve\t teh \r\n\r\n \000\377\376 teh \303 \303\251 \t\n\n teh' >raw
printf 'I receive\t the \r\n\r\n \000\377\376 the \303 \303\251 \t\n\n the' >want
spell --text <raw >got; cmp got want; ok "byte for byte"
is "$(printf 'caf\351 recie\377ve teh\n' | spell | od -c | sed -n 1p)" \
    "$(printf 'caf\351 recie\377ve the\n' | od -c | sed -n 1p)" \
    "half of a word in another encoding stays"
spell --text raw raw >got; cat want want | cmp - got; ok "several files in sequence"
printf '' | spell | cmp - /dev/null; ok "an empty input"
printf '\n' | spell >got; printf '\n' | cmp - got; ok "a newline"
is "$(echo 'TEH Teh' | spell)" 'THE The' "in the case of the written word"

# In any sizes of reads, and beyond the size of a block.
awk 'BEGIN { for (i = 0; i < 30000; i++)
    print (i % 7 ? "the word is on the table" : "I recieve teh mail") \
        (i % 50 ? "" : ".\n") }' >big
spell big >got
sed 's/recieve/receive/; s/teh/the/' big | cmp - got; ok "more than a megabyte"
(head -c 1000 big; sleep 0.2; tail -c +1001 big) | spell | cmp - got
ok "read in two parts, the output is the same"
{ echo 'teh word'; sleep 1; echo end; } | spell --line-buffered |
    { read -r line; echo "$line" >first; }
is "$(cat first)" "the word" "--line-buffered does not wait"

printf 'I recieve teh mail.\n\nThe caf\303\251 recieve.\n' >a
is "$(spell -l a | tr '\n' ' ')" "recieve teh recieve " "-l"
fails 1 "--check finds" blt-spell --no-model --check -n 1 a
is "$(cat out)" "a:1:3: recieve -> receive
a:1:11: teh -> the
a:3:11: recieve -> receive" "with its place, in bytes"
echo 'hello world' >clean
fails 0 "--check without mistakes" blt-spell --no-model --check clean
is "$(cat out)" "" "prints nothing"
fails 1 "-l --check" blt-spell --no-model -l --check a
is "$(spell --check <a | head -n 1 | cut -d: -f 1-3)" "-:1:3" "from a pipe"

spell --format=stream a | grep '^[0-9]' | cut -f 1-4 >got
is "$(tr '\t' ' ' <got)" "2 7 recieve receive
10 3 teh the
31 7 recieve receive" "--format=stream"
is "$(spell --format=stream a | tail -n 1)" \
    "#end documents=1 records=3 bytes=17" "with its end"
is "$(spell --format=json -n 1 a | sed -n 2p | sed 's/"prob[^,]*,//')" \
    '{"document":"a","offset":10,"length":3,"wrong":"teh","right":"the","alternatives":["the"]}' \
    "--format=json"
spell --format=sarif a clean >got
grep -q '"version":"2.1.0"' got && grep -q '"startLine":3,"startColumn":10' got
ok "--format=sarif"
if command -v python3 >/dev/null; then
    python3 -c 'import json, sys; print(len(json.load(sys.stdin)["runs"][0]["results"]))' \
        <got >n 2>err
    is "$(cat n)" 3 "is JSON with three results"
fi
spell --why a | grep -q '^    receive .* [0-9.]*$'; ok "--why prints the figures"
spell --why a | grep -q '^    corrected: '; ok "and the decision"

is "$(spell --confidence=1 <a | cmp - a && echo same)" same "--confidence=1"
is "$(echo 'teh recieve' | spell --ignore='re\w+')" 'the recieve' "--ignore"
is "$(echo 'teh recieve' | spell --ignore='^teh' --ignore='e$')" \
    'teh recieve' "--ignore twice"
fails 2 "an invalid regex" blt-spell --ignore='(' a
grep -q -e '--ignore: (: pattern' err; ok "is reported"
echo 'a' | spell --ignore='(a+)+$' >/dev/null; ok "a catastrophic one ends"

printf 'personal_ws-1.1 en 2\n# remark\nTeh\nrecieve\n' >mine
is "$(echo 'Teh recieve teh' | spell --personal=mine)" 'Teh recieve the' \
    "--personal"
echo teh >"$HOME/.blt_words"
is "$(echo 'teh recieve' | spell)" 'teh receive' "\$HOME/.blt_words"
rm "$HOME/.blt_words"
fails 2 "a missing list of words" blt-spell --personal=nowhere a
grep -q 'nowhere: cannot open' err; ok "is reported"
is "$(printf 'teh // blt-spell:ignore-line\nteh\nblt-spell:words teh\nteh\n' |
    spell | grep -c teh)" 4 "pragmas"

# The mode, by the file name.
printf 'teh `hte` teh\n' >x.md
is "$(spell x.md)" 'the `hte` the' "Markdown"
is "$(spell --mode=text x.md | tr -d '`')" 'the hte the' \
    "--mode overrides the name"
printf 'teh <b hte="hte">teh</b>\n' >x.html
is "$(spell x.html)" 'the <b hte="hte">the</b>' "HTML"
printf 'teh $hte$ \\ref{hte}\n' >x.tex
is "$(spell x.tex)" 'the $hte$ \ref{hte}' "TeX"
printf 'teh = 1; /* I recieve the mail */\n' >x.c
is "$(spell x.c)" 'teh = 1; /* I receive the mail */' "C"
printf 'teh = 1; # I recieve the mail\n' >x.py
is "$(spell x.py)" 'teh = 1; # I receive the mail' "Python"
printf '#!/bin/sh\nteh # I recieve the mail\n' >x
is "$(spell x | tail -n 1)" 'teh # I receive the mail' "by the first line"
printf 'teh = 1 -- I recieve the mail\n' >x.sql
is "$(spell --mode=code x.sql)" 'teh = 1 -- I receive the mail' \
    "--mode=code: the name tells the family"
printf 'teh = teh # I recieve the mail\n' >x.ini
is "$(spell x.ini)" 'teh = teh # I receive the mail' "configuration"
printf 'recieve = 1; /* I recieve the mail */\n' >x.c
is "$(spell x.c)" "$(cat x.c)" "an identifier of the file is a word of it"
printf 'X-A: hte\nSubject: teh\n\nteh\n> hte\n' >x.eml
is "$(spell x.eml | tr '\n' '|')" 'X-A: hte|Subject: the||the|> hte|' "mail"
# A fence longer than a block.
{ echo '```'; yes 'hte code' | head -n 150000; echo '```'; echo teh; } >y.md
spell y.md | grep -cE 'hte|teh' >n; is "$(cat n)" 150000 "markup continues across blocks"

fails 2 "only one output" blt-spell -l -d a
is "$(echo 'I recieve teh mail' | spell -l -d en | tr '\n' ' ')" \
    'recieve teh ' "-l -d LANGUAGE, as aspell has it"
fails 2 "-a takes no file" blt-spell -a a
fails 2 "-i needs a file" blt-spell -i
fails 2 "-i and -o" blt-spell -i -o x a
fails 2 "no such language" blt-spell --lang=xx a
grep -q '"xx"' err; ok "and names it"
is "$(echo teh | spell --lang=en_US.UTF-8)" the "--lang=en_US.UTF-8"
fails 2 "no such data" blt-spell --words=nowhere a
fails 2 "no such confidence" blt-spell --confidence=2 a
fails 2 "a missing file" blt-spell --no-model -l nowhere a
is "$(cat out | tr '\n' ' ')" "recieve teh recieve " "the others are processed"
done_testing
