#!/bin/sh
# -i: completely or not at all; everything but the corrected words stays.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
cd "$T" || exit 1
mkdir d; cd d || exit 1
spell() { blt-spell --no-model "$@"; }
mode() { stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"; }

printf 'I recieve\r\nteh mail' >a; chmod 640 a
spell <a >want
spell -i a; ok "-i"
cmp a want; ok "gives what the filter gives"
is "$(mode a)" 640 "with the mode it had"
is "$(ls)" "a
want" "no other file is left"
if [ "$(id -u)" = 0 ]; then
    echo teh >b; chown 12:34 b; chmod 4755 b; spell -i b
    is "$(stat -c '%u:%g %a' b)" "12:34 4755" "and owner"
    rm b
fi
touch -d '2001-02-03 04:05:06' a; was=$(ls -l --time-style=full-iso a)
i=$(ls -i a); spell -i a
is "$(ls -l --time-style=full-iso a) $(ls -i a)" "$was $i" \
    "a file without corrections is not touched"

echo teh >b; spell -i.bak b
is "$(cat b b.bak | tr '\n' ' ')" "the teh " "-i.bak keeps the old file"
echo recieve >b; spell --in-place=.bak b
is "$(cat b b.bak | tr '\n' ' ')" "receive recieve " "and the next one"
fails 2 "a suffix with a slash" blt-spell --no-model -i/x b
mkdir sub; echo teh >sub/real; ln -s sub/real link; spell -i link
[ -L link ] && [ "$(cat sub/real)" = the ]; ok "a link is followed"
echo teh >x; echo teh >y
fails 2 "one bad FILE" blt-spell --no-model -i x nowhere y
is "$(cat x y | tr '\n' ' ')" "the the " "the others are corrected"
fails 2 "a directory" blt-spell --no-model -i sub
fails 2 "standard input" blt-spell --no-model -i -
if [ -c /dev/null ]; then
    fails 2 "a device" blt-spell --no-model -i /dev/null
fi
echo teh >x
fails 1 "-i --check exits 1" blt-spell --no-model -i --check x
is "$(cat x)" the "and corrects"
if [ "$(id -u)" != 0 ]; then
    mkdir ro; echo teh >ro/x; chmod 555 ro
    fails 2 "a directory that may not be written" blt-spell --no-model -i ro/x
    is "$(cat ro/x)" teh "leaves the file"
    chmod 755 ro
fi
# On a full file system the file stays as it was.
awk 'BEGIN { print "teh"; for (i = 0; i < 100000; i++) print "the word" }' >x
cp x y
(ulimit -f 100; trap '' XFSZ; blt-spell --no-model -i x) >out 2>err
[ $? -ne 0 ]; ok "a file beyond the limit fails"
cmp x y; ok "and stays as it was"
is "$(ls | grep 'x\.')" "" "without a temporary file"
done_testing
