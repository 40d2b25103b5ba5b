#!/bin/sh
# Text that is not UTF-8: converted by every command that reads text, when
# asked or when people look at it, and never otherwise; said where it stands;
# and written back by blt-spell without touching what it does not correct.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1
export BLT_MODEL BLT_THREADS
in=$top_srcdir/tests/charset
cd "$T" || exit 1

# Every paragraph, detected or honestly not, named, and cut in the middle of
# a pipe.  The table of blt-charset(7).
while read -r file found; do
    name=${file#*.} text=$in/${file%%.*}.txt
    got=$(blt-patch -s space --charset=auto "$in/$file" 2>err |
        sed -n 's/^#document [^ ]*//p')
    [ "$found" = - ] && want= || want=" charset=$found"
    is "$got" "$want" "$file: found as $found"
    [ "$found" = - ] && found=$name
    blt-patch -s space --charset="$found" "$in/$file" | blt-patch --join >got
    case $name in
    *-mark) tail -c +4 got ;;
    *) cat got ;;
    esac | cmp -s - "$text"
    ok "$file: the same text"
done <<'END'
de.ISO-8859-1 ISO-8859-1
fr.ISO-8859-15 ISO-8859-15
en.windows-1252 windows-1252
pl.windows-1250 windows-1250
cs.ISO-8859-2 ISO-8859-2
ru.windows-1251 windows-1251
ru.KOI8-R KOI8-R
ru.ISO-8859-5 ISO-8859-5
el.windows-1253 windows-1253
el.ISO-8859-7 ISO-8859-7
tr.windows-1254 ISO-8859-9
tr.ISO-8859-9 ISO-8859-9
he.windows-1255 ISO-8859-8
ar.windows-1256 windows-1256
lt.windows-1257 -
vi.windows-1258 -
th.TIS-620 -
ja.Shift_JIS Shift_JIS
ja.EUC-JP EUC-JP
ja.ISO-2022-JP -
zh.GB18030 GB18030
tw.Big5 Big5
ko.EUC-KR EUC-KR
de.UTF-16LE UTF-16LE
ru.UTF-16BE UTF-16BE
ja.UTF-16BE UTF-16BE
zh.UTF-16LE UTF-16LE
ru.UTF-32LE UTF-32LE
ru.UTF-16LE-mark UTF-16LE
ru.UTF-32BE-mark UTF-32BE
END
for text in "$in"/*.txt; do
    cat "$text"
done >all
for text in "$in"/*.txt all; do
    blt-patch -s space --charset=auto -v "$text" 2>err |
        grep -q '^#document .* charset=' && echo "$text"
done >wrong
is "$(cat wrong err)" "" "UTF-8 is never anything else"

# However it comes.
blt-patch -s space --charset=auto "$in/ja.Shift_JIS" | grep '^[0-9]' >want
(head -c 33 "$in/ja.Shift_JIS"; sleep 0.2; tail -c +34 "$in/ja.Shift_JIS") |
    blt-patch -s space --charset=auto | grep '^[0-9]' | cmp - want
ok "in two pieces from a pipe"
{
    cat "$in/ru.txt"
    i=0
    while [ ! -e seen ] && [ $((i += 1)) -lt 200 ]; do sleep 0.1; done
    [ -e seen ] || : >late
    cat "$in/ru.txt"
} | blt-patch -s byte --charset=auto |
    { grep -q 'xd0' && : >seen; cat >rest; }
[ -e seen ] && [ ! -e late ]
ok "what is clear is not waited for"

# The default.
blt-entropy "$in/de.ISO-8859-1" | blt-patch | blt-patch --join |
    cmp - "$in/de.ISO-8859-1"; ok "streams are exact: bytes as they are"
blt-entropy --view=heat --color=never "$in/de.ISO-8859-1" | grep -q Dächern
ok "what people look at is detected"
blt-entropy --by=word "$in/de.ISO-8859-1" | grep -q Dächern
ok "words are too"
blt-entropy --by=line "$in/de.ISO-8859-1" | grep -q 'D.xe4chern'
ok "lines are exact"
cp "$in/de.ISO-8859-1" letter
blt-entropy --report --locale=en letter >page
grep -q 'letter charset=ISO-8859-1' page
ok "a report names the charset"
blt-entropy --view=heat --color=never --charset=bytes "$in/de.ISO-8859-1" |
    grep -q Dächern; [ $? -eq 1 ]; ok "unless they want bytes"
blt-entropy --view=hex --color=never "$in/de.ISO-8859-1" | grep -q ' fc '
ok "a hex dump is of the bytes"

# What is said.
cp "$in/de.ISO-8859-1" 'a file'
blt-patch -s space --charset=auto -v 'a file' 2>err | grep '^#document' >got
is "$(cat got)" '#document a file charset=ISO-8859-1' "in the stream"
sed -i 's/confidence [0-9]* %/confidence N %/' err
is "$(cat err)" 'blt-patch: a file: converted from ISO-8859-1 (confidence N %)' "-v"
blt-entropy --charset=auto 'a file' >stream
for cmd in 'blt-patch' 'blt-entropy --by=line' 'blt-entropy --by=line --top=1' \
    'blt-patch --target-size=4'; do
    is "$($cmd stream | grep '^#document')" \
        '#document a file charset=ISO-8859-1' "$cmd passes it on"
done
blt-patch stream | blt-embed | grep -q '^#document a file charset=ISO-8859-1$'
ok "blt-embed too"
blt-embed --lines --charset=latin1 'a file' | grep '^#document' >got
is "$(sed -n 2p got)" '#document a file:2 charset=ISO-8859-1' "--lines"
blt-gen --score --charset=latin1 'a file' >got
grep -q '^#document a file charset=ISO-8859-1$' got; ok "blt-gen --score"
is "$(blt-patch -s space --format=json --charset=latin1 'a file' | head -n 1 |
    cut -d, -f 1,2)" '{"document":"a file","charset":"ISO-8859-1"' "JSON"
blt-patch -s space --charset=auto -v "$in/lt.windows-1257" 2>err >got
grep -q 'read as bytes' err; ok "an uncertain guess is reported"
printf 'a\000\000\330b\000c' >lone
is "$(blt-patch -s space --charset=utf-16le lone 2>err | cut -f 5 | grep ab)" \
    '' "ill-formed text"
is "$(blt-patch -s byte --charset=utf-16le lone 2>err | blt-patch --join)" \
    'a�b�' "has U+FFFD for each mistake"
is "$(cat err)" 'blt-patch: lone: byte 2: not valid in UTF-16LE, replaced by U+FFFD,'\
' and 1 more' "which is reported"
fails 2 "no such charset" blt-patch -s space --charset=nonesuch lone
is "$(head -n 1 err)" \
    'blt-patch: --charset: nonesuch: unknown charset' "by name"
fails 2 "--join converts nothing" blt-patch --join --charset=auto stream
printf 'a\000b\000c\000d\000e\000f\000g\000h\000i\000' >zeros
blt-embed --lines -z --charset=auto zeros | grep -c '^#document' >got
is "$(cat got)" 9 "with -z zeros are no sign"

# blt-spell: the charset it came in, and what is not corrected as it was.
spell() { blt-spell --no-model "$@"; }
printf 'Caf\351 na\357ve \200 recieve teh mail \201\r\n\377\376' >latin
printf 'Caf\351 na\357ve \200 receive the mail \201\r\n\377\376' >want
spell --charset=windows-1252 latin | cmp - want; ok "a filter"
cp latin it; spell -i --charset=windows-1252 it; cmp it want; ok "-i"
spell -d --charset=windows-1252 latin >diff; cp latin it
patch -s it diff 2>err; cmp it want; ok "-d is in the charset"
for charset in Shift_JIS EUC-JP Big5 GB18030 EUC-KR windows-1255 KOI8-R \
    UTF-16BE; do
    { cat latin "$in/ja.Shift_JIS" "$in/tw.Big5"; cat "$in/ja.EUC-JP"; } |
        sed 's/teh\|recieve/xxx/' >any
    spell --charset=$charset --confidence=1 any | cmp -s - any
    ok "anything as $charset comes back"
done
iconv -f UTF-8 -t UTF-16 >it <<'END'
I recieve teh mail.
END
iconv -f UTF-16 -t UTF-8 it >/dev/null && spell --charset=auto it |
    iconv -f UTF-16 -t UTF-8 >got
is "$(cat got)" "I receive the mail." "UTF-16 with its mark"
fails 2 "but no diff of it" spell -d --charset=auto it
fails 2 "ISO-2022-JP is refused" spell --charset=ISO-2022-JP "$in/ja.ISO-2022-JP"
[ ! -s out ]; ok "and nothing of it is written"
is "$(spell -l --charset=ISO-2022-JP "$in/ja.ISO-2022-JP" | wc -l)" 0 \
    "to list its mistakes is no trouble"
spell latin >got; printf 'Caf\351 na\357ve \200 receive the mail \201\r\n' |
    cmp -s - got || cmp got want; ok "bytes, if nothing is said"
fails 2 "-a speaks UTF-8" blt-spell -a --charset=latin1
done_testing
