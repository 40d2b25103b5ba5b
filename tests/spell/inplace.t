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

# Someone else's version of the file wins.
for i in 1 2 3 4; do cat y; done >x; cp x was
waits_for() {   # the process $pid has file $1 open
    n=0
    until readlink /proc/$pid/fd/* 2>/dev/null | grep -q "/$1\$"; do
        kill -0 $pid 2>/dev/null && [ $n -lt 5000 ] || return 1
        n=$((n + 1))
    done
}
if [ -d /proc/self/fd ]; then
    blt-spell --no-model -i.bak x >out 2>err & pid=$!
    waits_for x && kill -STOP $pid; echo 'new version' >new; mv new x
    kill -CONT $pid; wait $pid
    is "$? $(cat x)" "2 new version" "a file that was replaced is left alone"
    grep -q 'changed meanwhile; left alone' err; ok "and says so"
    is "$(ls | grep 'x\.')" "" "without a backup or a temporary file"
    cp was x; blt-spell --no-model -i x >out 2>err & pid=$!
    waits_for x && kill -STOP $pid; echo 'more teh' >>x
    kill -CONT $pid; wait $pid
    is "$? $(tail -n 1 x)" "2 more teh" "and one that was changed"
    cp was x; blt-spell --no-model -i.bak x 2>err & pid=$!
    waits_for x && kill -STOP $pid
    blt-spell --no-model -i.bak x 2>err2; is $? 2 "two at once: one"
    kill -CONT $pid; wait $pid; is $? 0 "does the work"
    cmp x.bak was; ok "and the backup is the original"
    rm -f x.bak
else
    skip "no /proc"
fi
# Access control lists and attributes, where python3 and the file system know
# them.
echo teh >x; chmod 644 x
if python3 - x 2>/dev/null <<'X'
import os, struct, sys
def entry(tag, perm, who): return struct.pack("<HHI", tag, perm, who)
none = 0xffffffff
acl = struct.pack("<I", 2) + entry(1, 6, none) + entry(2, 6, 1) \
    + entry(4, 4, none) + entry(0x10, 6, none) + entry(0x20, 4, none)
os.setxattr(sys.argv[1], "system.posix_acl_access", acl)
os.setxattr(sys.argv[1], "user.comment", b"hello")
X
then
    attributes() {
        python3 -c 'import os, sys
for n in sorted(os.listxattr(sys.argv[1])):
    print(n, os.getxattr(sys.argv[1], n).hex())' "$1"
    }
    attributes x >want; spell -i x; attributes x >got
    cmp want got; ok "lists and attributes stay"
    is "$(mode x) $(cat x)" "664 the" "with the mask"
    spell -o x want; attributes x >got; cmp want got; ok "-o FILE keeps them"
    mkdir acl; echo teh >acl/x; chmod 600 acl/x
    python3 - acl <<'X'
import os, struct, sys
def entry(tag, perm, who): return struct.pack("<HHI", tag, perm, who)
none = 0xffffffff
acl = struct.pack("<I", 2) + entry(1, 6, none) + entry(2, 6, 1) \
    + entry(4, 6, none) + entry(0x10, 6, none) + entry(0x20, 4, none)
os.setxattr(sys.argv[1], "system.posix_acl_default", acl)
X
    spell -i acl/x
    is "$(attributes acl/x)" "" "the list of the directory is not inherited"
else
    skip "no access control lists"
fi
# No name in the directory while the file is not complete.
printf '%s\n\n' 'I recieve teh mail.' >z
for i in 1 2 3 4; do cat y; done >>z
printf '%060d!\n' 0 | tr 0 a >>z; cp z was
fails 2 "a pattern that gives up" blt-spell --no-model -i \
    --ignore='(a+)+$' z
cmp z was; ok "leaves the file"
is "$(ls | grep 'z\.')" "" "and nothing else"
# A write that does not fit leaves no half words.
yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -n 25 >words; cp words was
(ulimit -f 1; trap '' XFSZ
 printf '*%01000dx\n#\n' 0 | tr 0 b |
     blt-spell --no-model -a --personal=words >out 2>err)
cmp words was; ok "personal words: all of them or none"
done_testing
