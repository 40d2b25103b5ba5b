#!/bin/sh
# blt-spell with the shipped data: short lines, each in its own language, alone
# and after others.
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA
HOME=$T; export HOME
cd "$T" || exit 1

cat >lines <<'X'
I recieve teh mail.|I receive the mail.
The goverment was definately wrong.|The government was definitely wrong.
Das ist ein Feler im Text, der korrigirt werden soll.|Das ist ein Fehler im Text, der korrigiert werden soll.
Il a fallu attendre lontemps et je ne sais pas porquoi.|Il a fallu attendre longtemps et je ne sais pas pourquoi.
Я хочю пойти в магазин и купить хлеба.|Я хочу пойти в магазин и купить хлеба.
helo wrld|hello world
I was surprised to here it, thank you for you're letter.|I was surprised to hear it, thank you for your letter.
There were a lot of people, and their dogs were here.|There were a lot of people, and their dogs were here.
See http://recieve.example/teh and ~/recieve/teh.c.|See http://recieve.example/teh and ~/recieve/teh.c.
X
while IFS='|' read -r wrong right; do
    is "$(echo "$wrong" | blt-spell)" "$right" "alone: $right"
done <lines
cut -d'|' -f 2 lines >want
cut -d'|' -f 1 lines | blt-spell >got
is "$(cat got)" "$(cat want)" "all in sequence"
is "$(blt-spell <want)" "$(cat want)" "correct text stays"
done_testing
