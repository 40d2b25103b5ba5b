#!/bin/sh
# Pages for people.  The golden ones are of a text in many scripts under a
# small random model; the words of ICU in them are those of ICU 72 (CLDR 42):
# another version may name a script, or write a percentage, in another way.
#
#   UPDATE=1   writes the golden pages anew: look at them before committing
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
gold=$top_srcdir/tests/report
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1 COLUMNS=80
TZ=UTC0
export BLT_MODEL BLT_THREADS COLUMNS TZ
unset LC_MESSAGES LANG
cp "$gold/mixed.txt" . || exit 1

golden() {      # golden NAME COMMAND...
    name=$1
    shift
    "$@" <mixed.txt >"$name" 2>err || { ok "$name: runs"; return; }
    [ -z "${UPDATE-}" ] || cp "$name" "$gold/$name"
    diff "$gold/$name" "$name" >err
    ok "$name: as it should be"
}
cat mixed.txt | blt-entropy --report >piped
for l in en de ar ja hi; do
    golden "entropy.$l" sh -c "cat | blt-entropy --report --locale=$l"
    golden "patch.$l" sh -c "cat | blt-patch --report --locale=$l"
done

# Which language
cmp -s piped entropy.en; ok "C is English"
LC_ALL=de_DE.UTF-8 blt-entropy --report <mixed.txt | grep -q 'Bits je Byte'
ok "LC_ALL"
LC_ALL= LC_MESSAGES=ru_RU LANG=de blt-entropy --report <mixed.txt |
    grep -q 'Бит на байт'
ok "LC_MESSAGES, before LANG"
LC_ALL= LANG=ja_JP.eucJP blt-entropy --report <mixed.txt |
    grep -q 'ビット/バイト'
ok "LANG"
LC_ALL=de_DE blt-entropy --report --locale=fr <mixed.txt |
    grep -q 'Bits par'
ok "--locale goes before"
env LC_ALL=sv_SE blt-entropy --report <mixed.txt 2>err | grep -q 'Bits per byte'
ok "a language without messages"
! grep -v setlocale err; ok "in the environment that is not worth a word"
blt-entropy --report --locale=sv <mixed.txt 2>err >out
grep -q 'sv: no messages' err; ok "$(cat err)"
fails 2 "what is no locale" blt-entropy --report --locale=../x mixed.txt
fails 2 "messages that are not there" env BLT_LOCALE_PATH=/nowhere \
    blt-entropy --report mixed.txt

# The same page, however it is made
blt-entropy --report -j3 <mixed.txt >out; sed '/^Last/d' out | cmp -s - piped
ok "threads do not matter"
for bs in 1 7 100; do
    dd if=mixed.txt bs=$bs status=none | blt-entropy --report >out
    cmp -s out piped; ok "$bs bytes at a time"
done
blt-entropy <mixed.txt >stream
blt-entropy --report --no-adapt <mixed.txt | sed '/^Last/d' >alone
blt-entropy --report stream >out; cmp -s out alone; ok "from a stream"

# Lines rank by what the text before does not explain; sums are the model's
{
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        echo '\302\2479 \342\211\240 \303\230xq 3819#~ zzv^'
    done
    echo 'a line of its own'
} | xargs -0 printf '%b' >again
blt-entropy --report --top=1 again >out
tail -n 1 out | grep -q '^ *17 '; ok "what came before does not surprise"
grep -q 'after it has adapted' out; ok "says so"
blt-entropy --report --top=1 --no-adapt again >alone
tail -n 1 alone | grep -q '^ *17 '; [ $? -ne 0 ]; ok "but it does the model"
sed '/^Most/,$d' out >a; sed '/^Most/,$d' alone | cmp -s - a
ok "the other sums are the model's"
blt-patch --report stream >out; cmp -s out patch.en
ok "patches from a stream"
blt-entropy --report -o page <mixed.txt && sed '/^Last/d' page | cmp -s - piped
ok "-o FILE"

blt-entropy --report --locale=de --progress=always mixed.txt 2>&1 >out |
    grep -q ' von 2\.793 Bytes, [0-9]*.%'
ok "progress in the same language"

# Files
touch -d 2026-11-22T12:00:00Z mixed.txt
blt-entropy --report mixed.txt >out
grep -q '^Report on mixed.txt$' out && grep -q 'November 22, 2026' out
ok "name and date of a file"
printf 'a line of this and that\n' >other
blt-entropy --report mixed.txt other >out
is "$(grep -c -E '^(Report on|2 files)' out)" 3 "two files, and both together"
sed -n '/^2 files/,$p' out >both
is "$(sed -n 's/^  Bytes  *\([0-9]\)/\1/p' both)" 2,817 "bytes of both"
grep -q '^  other  *1 ' both; ok "lines of both, with their files"
fails 2 "a file that is not there" blt-entropy --report nothing other
grep -q '^Report on other' out; ok "the other is reported"
name=$(printf 'a\342\200\256b\033[2J.txt')
cp other "$name" && blt-entropy --report "$name" >out
grep -q 'a\\u{202e}b␛\[2J.txt' out; ok "a name that turns around"
: >empty; blt-entropy --report empty >out; grep -q 'No bytes' out
ok "an empty file"

# Options
COLUMNS=120 blt-entropy --report --top=100 mixed.txt >out
grep -q 'override: \\u{202e}gpj.elif\\u{202c}, tab␉here, NUL ␀ here\.' out
ok "overrides are shown, not obeyed"
is "$(blt-entropy --report --top=3 mixed.txt | sed '1,/^  Line /d' |
    grep -c .)" 3 "--top"
fails 2 "--by" blt-entropy --report --by=line mixed.txt
fails 2 "--format" blt-patch --report --format=json mixed.txt
fails 2 "--join" blt-patch --report --join mixed.txt
blt-patch --report --scheme=space mixed.txt >out
grep -q '^Scheme: space$' out && grep -q 'This patching' out
ok "spaces, and what a model would do"
BLT_MODEL= XDG_DATA_HOME=$T BLT_TREE=$T blt-patch --report --scheme=space \
    mixed.txt >out 2>err
ok "and without any model"
blt-patch --report --target-size=4 mixed.txt >out
grep -q 'Bytes per patch  *[34]\.[09]' out; ok "--target-size"
blt-patch --report --regex='\pL+' mixed.txt >out
grep -q '^Scheme: regex regex=' out; ok "--regex"

# Odd text
printf 'no newline' | blt-entropy --report >out
grep -q '^  Lines  *1$' out; ok "a line without an end"
printf 'a line of text\0and one more\0' | blt-entropy --report -z >out
grep -q '^  Lines  *2$' out; ok "-z"
head -c 100000 /dev/zero | blt-patch --report --scheme=static >out
grep -q '^  Patches  *25,000$' out; ok "100000 NULs"
tr '\0' x </dev/zero | head -c 1000000 | blt-patch --report --scheme=byte >out
[ "$(wc -c <out)" -lt 4000 ]; ok "a line of a megabyte"
fails 2 "a full disk" sh -c 'blt-entropy --report mixed.txt >/dev/full'
done_testing
