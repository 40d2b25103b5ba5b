# Paragraphs in charsets, for tests/unit/charset and tests/cli/charset.t.
EXTRA_DIST += tests/charset/make.sh \
    tests/charset/ar.txt tests/charset/ar.windows-1256 tests/charset/cs.ISO-8859-2 \
    tests/charset/cs.txt tests/charset/de.ISO-8859-1 tests/charset/de.UTF-16LE \
    tests/charset/de.txt tests/charset/el.ISO-8859-7 tests/charset/el.txt \
    tests/charset/el.windows-1253 tests/charset/en.txt tests/charset/en.windows-1252 \
    tests/charset/fr.ISO-8859-15 tests/charset/fr.txt tests/charset/he.txt \
    tests/charset/he.windows-1255 tests/charset/ja.EUC-JP tests/charset/ja.ISO-2022-JP \
    tests/charset/ja.Shift_JIS tests/charset/ja.UTF-16BE tests/charset/ja.txt \
    tests/charset/ko.EUC-KR tests/charset/ko.txt tests/charset/lt.txt \
    tests/charset/lt.windows-1257 tests/charset/pl.txt tests/charset/pl.windows-1250 \
    tests/charset/ru.ISO-8859-5 tests/charset/ru.KOI8-R tests/charset/ru.UTF-16BE \
    tests/charset/ru.UTF-16BE-mark tests/charset/ru.UTF-16LE tests/charset/ru.UTF-16LE-mark \
    tests/charset/ru.UTF-32BE tests/charset/ru.UTF-32BE-mark tests/charset/ru.UTF-32LE \
    tests/charset/ru.UTF-32LE-mark tests/charset/ru.txt tests/charset/ru.windows-1251 \
    tests/charset/th.TIS-620 tests/charset/th.txt tests/charset/tr.ISO-8859-9 \
    tests/charset/tr.txt tests/charset/tr.windows-1254 tests/charset/tw.Big5 \
    tests/charset/tw.txt tests/charset/vi.txt tests/charset/vi.windows-1258 \
    tests/charset/zh.GB18030 tests/charset/zh.UTF-16LE tests/charset/zh.txt
