# Makes $BLT_SPELL_DATA, a little English, so that tests of the command do not
# depend on the shipped data.  Include it after tap.sh.
HOME=$T/home; mkdir "$HOME"
BLT_SPELL_DATA=$T/words; mkdir "$BLT_SPELL_DATA"
export HOME BLT_SPELL_DATA
tr ' ' '\n' >"$T/listed" <<'X'
the of and a to in is you that it he was for on are as with his they at be
this have from or one had by word but not what all were we when your can said
there use an each which she do how their if will up other about out many then
them these so some her would make like him into time has look two more write
go see number no way could people my than first water been call who its now
find long down day did get come made may part receive mail definitely hello
world again I file letter its text line end here Dear Bob comment string
café over table say two next kept after before
X
cat >"$T/prose" <<'X'
The word is on the table. We receive the mail each day. Hello to the world
again. I will receive it in the mail. They definitely have the time. Say hello
to the people of the world. We will definitely come. The text is here. This is
the end of the line. You receive the letter, and I find the file.
X
for i in 1 2 3 4 5 6 7 8 9 10; do cat "$T/prose"; done >"$T/prose.txt"
printf 'language = en\nprose = %s\ndictionary = %s\n' "$T/prose.txt" \
    "$T/listed" >"$T/plan"
blt-train --words="$T/plan" --out="$BLT_SPELL_DATA" >/dev/null || exit 1
cp "$top_srcdir/share/spell/any.channel" "$BLT_SPELL_DATA" || exit 1
