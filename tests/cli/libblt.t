#!/bin/sh
# The programs in libblt(3), compiled against the public headers alone and the
# library, as C99 and as C++, do what they say.
. "$top_srcdir/tests/lib/tap.sh"
golden=$top_srcdir/tests/golden
model=$golden/tiny-a-default
page=$top_srcdir/man/libblt.3
cd "$T" || exit 1
make_says() { sed -n "s/^$1 = //p" "$top_builddir/Makefile"; }
cc=$(make_says CC)
flags=$(make_says SAN_CFLAGS)
lib=$top_builddir/lib/.libs
[ -n "$cc" ] && [ -e "$lib/libblt.so" ] || skip_all "no compiler or libblt.so"
cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || cxx=
BLT_MODEL=$model OMP_NUM_THREADS=1
export BLT_MODEL OMP_NUM_THREADS

mkdir -p include/blt
cp "$top_srcdir"/lib/blt/*.h include/blt
programs=$(sed -n 's/^\.\\" program //p' "$page")
[ -n "$programs" ]; ok "the page has programs"
for p in $programs; do
    sed -n "/^\\.\\\\\" program $p\$/,/^\\.\\\\\" end/p" "$page" |
        sed '/^\./d; s/^\\&//; s/\\e/\\/g' >"$p.c"
    $cc -std=c99 -pedantic -Wall -Wextra -Werror $flags -Iinclude "$p.c" \
        -o "$p" -L"$lib" -lblt -Wl,-rpath,"$lib" >err 2>&1
    ok "$p: compiles as C99"
    [ -n "$cxx" ] || continue
    $cxx -x c++ -std=c++11 -pedantic -Wall -Wextra -Werror $flags -Iinclude \
        "$p.c" -o "$p++" -L"$lib" -lblt -Wl,-rpath,"$lib" >err 2>&1
    ok "$p: compiles as C++"
done
# What a program printed as C, it prints as C++; into $p.out.
run() {
    p=$1
    shift
    "./$p" "$@" >"$p.out" 2>err; ok "$p: runs"
    [ -z "$cxx" ] || { "./$p++" "$@" 2>/dev/null | cmp - "$p.out"
        ok "$p: C++ gives the same"; }
}

run score
text='The cat sat on the mat.
The mat sat on the cat.'
want=$(echo "$text" | blt-entropy --by=document | awk '/^0/ { printf "%.3f", $4 }')
is "$(sed -n 's/^ *\([0-9.]*\)  bits per byte/\1/p' score.out)" "$want" \
    "score: bits per byte are those of blt-entropy"
is "$(sed -n '1,2s/^ *[0-9.]*  //p' score.out)" "$text" "score: lines"

run patch
is "$(cat patch.out)" "$(printf 'Daenerys Targaryen is in Game of Thrones.' |
    blt-patch | awk -F '\t' '/^[0-9]/ { printf "%s%s", s, $5; s = "|" }')" \
    "patch: the patches of blt-patch"

run correct
is "$(cat correct.out)" "I received the letter." "correct: corrects"

run generate 'The kernel'
{ printf 'The kernel'; blt-gen -p 'The kernel' -n 40 --seed=1; echo; } >want
cmp want generate.out; ok "generate: the bytes of blt-gen"

run session "$model" 'The kernel'
is "$(head -n 10 session.out | cut -c1 | tr -d '\n')" 'The kernel' \
    "session: a row for each byte"
is "$(sed -n '/: /s/: .*//p' session.out | tr -d '\n')" 'The kernel' \
    "session: then one for each patch"
fails 1 "session: a model that is not there" ./session none x
is "$(sed 's/: none.*//' err)" "./session: BLT_EIO" "session: says so"

run text
is "$(sed -n '1,3p' text.out | tr '\n' ' ')" "Schöne Grüße aus " \
    "text: decoded words"
grep -q 'script Latin, language de' text.out; ok "text: script and language"
grep -q 'bytes 6[0-9] to [0-9]*: geregnet' text.out; ok "text: a match"

run draw "$model" "$top_builddir/share/locale"
grep -q '^#end documents=1 ' draw.out; ok "draw: a stream that is whole"
grep -q '^Cyrillic: 8 characters$' draw.out; ok "draw: a sum by script"

cat >recipe <<'EOF'
[model]
hash_sizes = 2 3
hash_vocab = 32
[patcher]
hidden = 16
heads = 2
[encoder]
hidden = 16
heads = 2
[global]
hidden = 32
heads = 2
[decoder]
hidden = 16
heads = 2
[data]
valid_bytes = 4096
final_valid_bytes = 8192
[entropy]
length = 64
batch = 1
steps = 2
[main]
length = 64
batch = 1
steps = 2
EOF
yes 'some words, and some more' | head -n 1000 >text.txt
run make "$model/config.json" made recipe text.txt \
    "$top_srcdir/share/spell/en.channel"
[ -f made/config.json ] && [ -f made/model.safetensors ]
ok "make: a model directory"
is "$(grep -c '^step [12]: [0-9.]* bits per byte$' make.out)" 2 \
    "make: two steps of training"
done_testing
