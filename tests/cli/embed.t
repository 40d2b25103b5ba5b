#!/bin/sh
# blt-embed from outside: every level, stage and format, and the same rows
# whatever the way.
. "$top_srcdir/tests/lib/tap.sh"
golden=$top_srcdir/tests/golden
unset BLT_MODEL_PATH XDG_DATA_HOME BLT_THREADS
export BLT_MODEL="$golden/tiny-a-default"
cd "$T" || exit 1

same() { cmp "$1" "$2" >err 2>&1; ok "$3"; }
rows() { grep '^[0-9]' "$@"; }
vectors() { rows "$@" | cut -f 4; }
end() { tail -n 1 "$1"; }

printf 'The kernel is\nsmall.\n\nGr\303\274\303\237e, \346\227\245\346\234\254' >f
n=$(wc -c <f | tr -d ' ')

# ---- levels and stages -------------------------------------------------------
blt-embed f >patch; ok "patches"
is "$(sed -n 1p patch)" "#blt-stream 1 embedding" "a stream of vectors"
is "$(sed -n 3p patch)" "#columns offset length text vector" "its columns"
is "$(rows patch | awk '{ if ($1 != n) bad = 1; n += $2 }
    END { print n, bad + 0 }')" "$n 0" "patches cover the text"
is "$(vectors patch | awk '{ print NF }' | sort -u)" 64 "numbers of a vector"
blt-embed --stage=encoder f >a
is "$(vectors a | awk '{ print NF }' | sort -u)" 64 "k*H before the global part"
is "$(rows a | cut -f 1-3)" "$(rows patch | cut -f 1-3)" "the same patches"
blt-embed --level=byte --stage=encoder f >a
is "$(end a)" "#end documents=1 records=$n bytes=$n" "bytes after the encoder"
is "$(vectors a | awk '{ print NF }' | sort -u)" 32 "H of them"
blt-embed --level=byte f >a
is "$(end a)" "#end documents=1 records=$n bytes=$n" "bytes after the global part"
rows patch | awk -F'\t' '{ for (i = 0; i < $2; i++) print $4 }' >want
vectors a >got; same want got "each has its patch's vector"
blt-embed --level=line f >a
is "$(rows a | cut -f 1,2 | tr '\t\n' ' ;')" "0 14;14 7;21 1;22 $((n - 22));" \
    "lines with their newlines"

# ---- pooling, by hand ---------------------------------------------------------
blt-embed --level=document f >a
is "$(rows a | cut -f 1-2)" "0	$n" "a document is one row"
rows patch | cut -f 4 | awk '
    { for (i = 1; i <= NF; i++) s[i] += $i }
    END { for (i = 1; i <= NF; i++) printf "%.4f ", s[i] / NR + 0 }' >want
vectors a | awk '{ for (i = 1; i <= NF; i++) printf "%.4f ", $i + 0 }' >got
is "$(awk '{ getline g < "got"; split(g, b)
    for (i = 1; i <= NF; i++) {
        d = $i - b[i]; if (d < 0) d = -d; if (d > 0.00015) bad++ }
    print NF, bad + 0 }' want)" "64 0" "the mean"
blt-embed --level=document --pool=max f | rows | cut -f 4 >got
rows patch | cut -f 4 | awk '
    { for (i = 1; i <= NF; i++) if (NR == 1 || $i > s[i]) s[i] = $i }
    END { for (i = 1; i <= NF; i++) printf "%s%s", s[i], i < NF ? " " : "\n" }
    ' CONVFMT=%.9g OFMT=%.9g >want
awk '{ getline g < "got"; n = split(g, b)
    for (i = 1; i <= NF; i++) if ($i + 0 != b[i] + 0) exit 1
    exit n != NF }' want
ok "the maximum"
blt-embed --level=document --pool=last f | rows | cut -f 4 >got
vectors patch | tail -n 1 >want
same want got "the last"
blt-embed --normalize f >a
vectors a | awk '{ s = 0; for (i = 1; i <= NF; i++) s += $i * $i
    if (s < 0.999999 || s > 1.000001) bad++ } END { exit bad > 0 }'
ok "--normalize: length 1"

# ---- the same, however -----------------------------------------------------------
for level in byte patch line document; do
    for stage in encoder global; do
        o="--level=$level --stage=$stage"
        blt-embed $o f | rows >want
        blt-embed $o -j 1 f | rows >got
        same want got "$level $stage: one thread"
        dd if=f bs=3 2>/dev/null | blt-embed $o | rows >got
        same want got "in pieces"
        if command -v blt-patch >/dev/null && command -v blt-entropy \
            >/dev/null; then
            blt-entropy f | blt-patch | blt-embed $o | rows >got
            same want got "behind blt-entropy and blt-patch"
            blt-patch f | blt-embed $o --format=npy >got
            blt-embed $o --format=npy f >want
            same want got "behind blt-patch, as an array"
        else
            skip "no blt-patch"
        fi
    done
done
# The trace of blt-gen is a patch stream too.
blt-gen -n 0 --trace f 2>f.patches
blt-embed f.patches | rows >got
rows patch >want
same want got "a patch stream gives the rows of its text"

# ---- documents -----------------------------------------------------------------------
blt-embed --level=document f f >a
is "$(end a)" "#end documents=2 records=2 bytes=$((2 * n))" "two files"
is "$(vectors a | sort -u | wc -l | tr -d ' ')" 1 "begin alike"
blt-embed --lines --level=document f >a
is "$(grep '^#document' a | tr '\n' ' ')" \
    "#document f:1 #document f:2 #document f:3 #document f:4 " \
    "--lines: each line a document"
printf 'small.' | blt-embed --level=document | vectors >want
vectors a | sed -n 2p >got
same want got "as if it stood alone, without its newline"
is "$(vectors a | sed -n 3p | tr -d ' 0')" "" "an empty one is zeros"
printf 'a\0b\0' | blt-embed -z --lines --level=document | end - |
    grep -q 'documents=2'
ok "-z: lines end in a zero byte"
: >empty
is "$(blt-embed empty | end -)" "#end documents=1 records=0 bytes=0" \
    "an empty file"

# ---- arrays and JSON ---------------------------------------------------------------------
blt-embed --format=npy f >a.npy; ok "an array"
count=$(rows patch | wc -l | tr -d ' ')
is "$(head -c 6 a.npy | od -An -tx1 | tr -d ' ')" 934e554d5059 "its magic"
is "$(head -c 127 a.npy | tail -c +11 | sed 's/ *$//')" \
    "{'descr': '<f4', 'fortran_order': False, 'shape': ($count, 64), }" \
    "its shape"
is "$(wc -c <a.npy | tr -d ' ')" $((128 + count * 64 * 4)) "its size"
blt-embed --format=npy f | cat >b.npy; same a.npy b.npy "through a pipe"
blt-embed --format=npy -o c.npy f; same a.npy c.npy "by -o"
{ echo before; blt-embed --format=npy f; } >d.npy
tail -c +8 d.npy >e.npy; same a.npy e.npy "behind other output"
: >g.npy; blt-embed --format=npy f >>g.npy; same a.npy g.npy "appended"
blt-embed --format=npy empty >a.npy
is "$(wc -c <a.npy | tr -d ' ')" 128 "an array without rows"
tail -c +129 e.npy | od -An -v -tf4 -w256 | awk '{ print $1 + 0 }' >got
vectors patch | awk '{ print $1 + 0 }' >want
is "$(paste got want | awk '{ d = $1 - $2; if (d < 0) d = -d
    if (d > 0.001) n++ } END { print NR, n + 0 }')" "$count 0" "its numbers"
blt-embed --format=json f >a
is "$(wc -l <a | tr -d ' ')" "$count" "JSON: an object a patch"
grep -q '"vector":\[' a; ok "with its vector"

# ---- what is wrong ------------------------------------------------------------------------
fails 2 "no file" blt-embed none f
is "$(end out)" "#end documents=1 records=$count bytes=$n" \
    "the others are still done"
fails 2 "a directory" blt-embed .
grep -q '^blt-embed: \.: ' err; ok "is named"
sed '$d' f.patches >cut
fails 2 "a stream cut short" blt-embed cut
grep -q '^blt-embed: cut: ' err; ok "is named"
printf '#blt-stream 1 score\n' >bad
fails 2 "a stream of another kind" blt-embed bad
fails 2 "--lines of patches" blt-embed --lines f.patches
fails 2 "no such level" blt-embed --level=word f
fails 2 "no model" blt-embed -m none f
if [ -e /dev/full ]; then
    for format in stream npy json; do
        blt-embed --format=$format f >/dev/full 2>err
        is $? 2 "a full disk: $format"
    done
else
    skip "no /dev/full"
fi
# ---- nearest and duplicates ----------------------------------------------------
printf 'one line\nanother line\nsomething else, longer\none line\n\n\n' >lines
blt-embed --lines --level=line lines >set
printf 'another line\nno such thing\n' >query
blt-embed --nearest=2 --in=set query >out; ok "--nearest"
is "$(sed -n 1p out)" "#blt-stream 1 neighbor" "  a stream of neighbors"
is "$(rows out | cut -f 1,2 | tr '\t\n' ' ;')" "0 12;0 12;0 13;0 13;" "  two for each line"
is "$(rows out | head -n 1 | cut -f 4-)" "1	lines:2	0	12	another line" \
    "  the same line is the nearest"
rows out | awk -F'\t' '$3 != at { at = $3; last = 2 } $4 > last { exit 1 }
    { last = $4 }'
ok "  the nearest first"
# by hand
blt-embed --lines --level=line query >q
{ rows set | cut -f 4; echo; rows q | cut -f 4; } | awk '
    NF == 0 { ask = 1; next }
    !ask { v[++n] = $0; next }
    { best = -2
      for (i = 1; i <= n; i++) {
          split(v[i], b); d = x = y = 0
          for (k = 1; k <= NF; k++) {
              d += $k * b[k]; x += $k * $k; y += b[k] * b[k] }
          c = d / sqrt(x * y); if (c > best) best = c }
      printf "%.5f\n", best }' >want
rows out | awk -F'\t' '$3 != at { printf "%.5f\n", $4 } { at = $3 }' >got
same want got "  cosines as by hand"
blt-embed --nearest=2 --in=set -j1 query | cmp -s - out; ok "  one thread"
blt-embed --nearest=2 --in=set <query | rows >got; rows out >want
same want got "  from a pipe"
blt-embed --lines --level=line --format=npy lines >set.npy
blt-embed --nearest=2 --in=set.npy query | rows | cut -f 4,6 >got
rows out | cut -f 4,5 | awk -F'[\t:]' '{ print $1 "\t" $3 - 1 }' >want
same want got "  in an array, by the number of the row"
blt-embed --nearest=1 --in=set --format=json query | head -n 1 |
    grep -q '"text":"another line","cosine":1,"found":"lines:2","found_offset":0,'
ok "  as JSON"
blt-embed --nearest=9 --in=set query | rows | wc -l >got
is "$(tr -d ' ' <got)" 8 "  more than there are"
blt-embed --duplicates=0.999 lines >out; ok "--duplicates"
is "$(rows out | cut -f 3-5)" "one line	1	lines:1" "  the line that came before; no blank one"
{ seq 1 400 | sed 's/$/ one of many lines/'; seq 1 400 | sed 's/$/ one of many lines/'
} >many
blt-embed --duplicates=1 many | rows >got
is "$(awk -F'\t' '$3 == $8 { n++ } END { print n, NR }' got)" "400 400" \
    "  across blocks"
cut -f 1-4,6- got >want
blt-embed --duplicates=1 -j1 <many | rows | cut -f 1-4,6- >got; same want got \
    "  the same from a pipe"
head -c 300 set.npy >short.npy
for bad in short.npy query patch-none; do
    fails 2 "--in=$bad" blt-embed --nearest=1 --in=$bad query
done
sed 's/<f4/<f8/' set.npy >wide.npy
fails 2 "an array of doubles" blt-embed --nearest=1 --in=wide.npy query
blt-patch lines >patches
fails 2 "a stream of patches" blt-embed --nearest=1 --in=patches query
blt-embed --stage=encoder --level=byte lines >bytes
fails 2 "vectors of another width" blt-embed --nearest=1 --in=bytes query
fails 2 "--nearest alone" blt-embed --nearest=1 query
fails 2 "--in alone" blt-embed --in=set query
fails 2 "--nearest with --duplicates" \
    blt-embed --nearest=1 --in=set --duplicates=1 query

done_testing
