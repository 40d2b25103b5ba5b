#!/bin/sh
# How these files were made, from the UTF-8 texts beside them: the same
# paragraph in each charset that its language is, or was, written in.
cd "$(dirname "$0")" || exit 1
while read -r text charset as; do
    iconv -f UTF-8 -t "$as" "$text.txt" >"$text.$charset" || exit 1
done <<'END'
de ISO-8859-1 ISO-8859-1
en windows-1252 CP1252
de UTF-16LE UTF-16LE
fr ISO-8859-15 ISO-8859-15
pl windows-1250 CP1250
cs ISO-8859-2 ISO-8859-2
ru windows-1251 CP1251
ru KOI8-R KOI8-R
ru ISO-8859-5 ISO-8859-5
ru UTF-16LE UTF-16LE
ru UTF-16BE UTF-16BE
ru UTF-32LE UTF-32LE
ru UTF-32BE UTF-32BE
el windows-1253 CP1253
el ISO-8859-7 ISO-8859-7
tr windows-1254 CP1254
tr ISO-8859-9 ISO-8859-9
he windows-1255 CP1255
ar windows-1256 CP1256
lt windows-1257 CP1257
vi windows-1258 CP1258
th TIS-620 TIS-620
ja Shift_JIS SHIFT_JIS
ja EUC-JP EUC-JP
ja ISO-2022-JP ISO-2022-JP
ja UTF-16BE UTF-16BE
zh GB18030 GB18030
zh UTF-16LE UTF-16LE
tw Big5 BIG5
ko EUC-KR EUC-KR
END
for order in 16LE 16BE 32LE 32BE; do
    { printf '\357\273\277'; cat ru.txt; } |
        iconv -f UTF-8 -t UTF-$order >ru.UTF-$order-mark || exit 1
done
