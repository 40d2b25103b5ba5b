#!/bin/sh
# blt-gen from outside: the same bytes whatever the way, and every end.
. "$top_srcdir/tests/lib/tap.sh"
golden=$top_srcdir/tests/golden
unset BLT_MODEL_PATH XDG_DATA_HOME BLT_THREADS
export BLT_MODEL="$golden/tiny-a-default"
cd "$T" || exit 1

# same FILE FILE NAME
same() { cmp "$1" "$2" >err 2>&1; ok "$3"; }

hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }

# ---- golden: the reference's greedy bytes, of each model ----------------------
for m in tiny-a-default tiny-b-gqa tiny-d-bf16 tiny-e-maxpatch; do
    [ -f "$golden/$m/cases.json" ] || continue
    # Meta's rule is the one that a cached implementation follows.
    key=greedy
    grep -q '"greedy_meta"' "$golden/$m/cases.json" && key=greedy_meta
    { tr -d ' \n' <"$golden/$m/cases.json"; echo; } | sed "s/.*\"$key\":\[//; s/\].*//" |
        tr '{' '\n' | sed -n 's/.*"prompt_hex":"\([0-9a-f]*\)","continuation_hex":"\([0-9a-f]*\)".*/\1 \2/p' >want
    is "$(wc -l <want | tr -d ' ')" 3 "$m: three greedy texts"
    while read -r prompt text; do
        printf "$(echo "$prompt" | awk '{
            h = "0123456789abcdef"
            for (i = 1; i < length($0); i += 2)
                printf "\\%03o", (index(h, substr($0, i, 1)) - 1) * 16 \
                    + index(h, substr($0, i + 1, 1)) - 1 }')" >p
        is "$(blt-gen -m "$golden/$m" --greedy --utf8=off -n 60 p | hex)" \
            "$text" "$m: after $prompt"
    done <want
done

# ---- the same bytes, however -------------------------------------------------
blt-gen -p 'The kernel' -n 60 --seed=1 >a; ok "text after a prompt"
is "$(wc -c <a | tr -d ' ')" 60 "60 bytes and nothing else"
blt-gen -p 'The kernel' -n 60 --seed=1 >b; same a b "again"
blt-gen -p 'The kernel' -n 60 --seed=1 -j 1 >b; same a b "one thread"
blt-gen -p 'The kernel' -n 60 --seed=1 -j 2 >b; same a b "two threads"
printf 'The kernel' | blt-gen -n 60 --seed=1 >b; same a b "from a pipe"
printf 'The kernel' >p
blt-gen -n 60 --seed=1 p >b; same a b "from a file"
blt-gen -n 60 --seed=1 - <p >b; same a b "from -"
{ printf 'The k'; sleep 0.1; printf 'ernel'; } | blt-gen -n 60 --seed=1 >b
same a b "from a pipe in two pieces"
blt-gen -p 'The kernel' -n 60 --seed=1 -o b; same a b "to a file"
blt-gen -p 'The kernel' -n 60 --seed=2 >b
! cmp -s a b; ok "another seed, another text"
blt-gen -p 'The kernel' -n 60 >b 2>err; blt-gen -p 'The kernel' -n 60 >c
! cmp -s b c; ok "no seed: another text each time"
blt-gen -v -p 'The kernel' -n 60 >b 2>err
seed=$(sed -n 's/^blt-gen: seed \([0-9]*\)$/\1/p' err)
blt-gen -p 'The kernel' -n 60 --seed="$seed" >c
same b c "-v tells the seed"
{ cat p a; } >want
blt-gen -p 'The kernel' -n 60 --seed=1 --echo >b
same want b "--echo writes the prompt first"
iconv -f UTF-8 -t UTF-8 <a >/dev/null 2>err; ok "it is UTF-8"
blt-gen -p x -n 400 --seed=1 --utf8=off | iconv -f UTF-8 -t UTF-8 \
    >/dev/null 2>&1
[ $? -ne 0 ]; ok "but not with --utf8=off"
blt-gen -p '' -n 5 --seed=1 >b; is "$(wc -c <b | tr -d ' ')" 5 "empty prompt"
blt-gen -n 5 --seed=1 </dev/null >c; same b c "from an empty file"
printf 'a\0b' | blt-gen -n 30 --greedy >b
printf 'ab' | blt-gen -n 30 --greedy >c
! cmp -s b c; ok "a zero byte in a prompt counts"
printf '\303' | blt-gen -n 1 --seed=1 | hex >b
case $(cat b) in [89ab]?) true;; *) false;; esac
ok "a character that the prompt left open is completed"
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "line %04d\n", i }' >big
is "$(blt-gen -m "$golden/tiny-e-maxpatch" --window=64 -n 20 --greedy big |
    wc -c | tr -d ' ')" 20 "100 kB of prompt"
head -c 5000 big >p
blt-gen -n 20 --greedy p >b
dd if=p bs=37 2>/dev/null | blt-gen -n 20 --greedy >c
same b c "a longer prompt, in pieces"

# ---- the choice -------------------------------------------------------------------
blt-gen -p x -n 30 --greedy >a
for o in --temperature=0 --top-k=1 --top-p=1e-9 --min-p=1; do
    blt-gen -p x -n 30 --seed=5 $o >b
    same a b "$o is greedy"
done
blt-gen -p x -n 60 --greedy --repeat-penalty=100 --utf8=off --repeat-window=60 |
    od -An -v -tu1 -w1 | sort | uniq -d >b
is "$(wc -l <b | tr -d ' ')" 0 "a large penalty repeats nothing"

# ---- where it ends ----------------------------------------------------------------
blt-gen -p x -n 30 --greedy --utf8=off >a
s=$(dd if=a bs=1 count=1 skip=12 2>/dev/null; printf .); s=${s%.}
blt-gen -p x -n 30 --greedy --utf8=off --stop="$s" --json >b
grep -q '"finish_reason":"stop"' b; ok "a stop string ends it"
blt-gen -p x -n 200 --seed=1 --until='[a-z]' >b
case $(tail -c 1 b) in [a-z]) true;; *) false;; esac; ok "--until ends it"
is "$(head -c -1 b | tr -d 'a-z' | wc -c)" "$(head -c -1 b | wc -c)" \
    "at the first match"
fails 2 "--until that is no pattern" blt-gen -p x --until='('
fails 2 "half a character as --stop" blt-gen -p x --stop="$(printf '\303')"
fails 2 "an empty --stop" blt-gen -p x --stop=

# ---- --match -----------------------------------------------------------------------
# matches N PATTERN [OPTION]...: N texts, all of them matches by grep
matches() {
    want=$1 pattern=$2; shift 2
    blt-gen -p 'On ' --match="$pattern" --count=$want --seed=1 "$@" >b
    is "$(grep -cxP "$pattern" b)" $want "--match=$pattern"
}
matches 5 '[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]'
matches 5 '(yes|no|maybe)( or (yes|no))?'
matches 5 '\+[0-9]{2}( [0-9]{2,4}){1,3}' -n 20
matches 5 '[\p{Greek}\p{Cyrillic}]{1,9}' -n 9
matches 5 '\{"n": -?[1-9][0-9]*\}' -n 12 --temperature=3
is "$(blt-gen -p x --match='ab|abc' -n 3 --json --greedy |
    sed 's/.*"finish_reason":"\([a-z]*\)".*/\1/')" match "and why it ended"
is "$(blt-gen -p x --match='a{7}' -n 7 --greedy)" aaaaaaa "a match of -n bytes"
fails 2 "one of more" blt-gen -p x --match='a{8}' -n 7
grep -q "at least, and the limit is 7" err; ok "is refused"
fails 2 "a back reference" blt-gen -p x --match='(a)\1'
grep -q "a back reference cannot" err; ok "by name"
fails 2 "--match with --until" blt-gen -p x --match=a --until=b
blt-gen -p "$(printf '\303')" --match='[0-9]+' -n 9 --seed=1 >b
LC_ALL=C grep -qx '[^0-9][0-9][0-9]*' b
ok "a character of the prompt is completed first"

# ---- --ban, --bias, --logprobs -------------------------------------------------
# reason FILE: the finish_reason of its object
reason() { sed 's/.*"finish_reason":"\([a-z]*\)".*/\1/' "$1"; }

blt-gen -p x -n 60 --greedy >a
s=$(head -c 1 a)
blt-gen -p x -n 60 --greedy --ban="$s" >b
is "$(grep -cF -e "$s" b)" 0 "a banned byte does not come"
is "$(wc -c <b | tr -d ' ')" 60 "and the text goes on"
blt-gen -p 'the c' -n 200 --count=20 --seed=1 --ban=e --ban='ca' --ban=' t' >b
! grep -e e -e ca -e ' t' b >/dev/null; ok "nor do strings"
! grep -q '^a' b; ok "nor one that begins in the prompt"
blt-gen -p 'the c' -n 99 --seed=1 --utf8=off --ban=ab >want
blt-gen -p 'the c' -n 40 --seed=1 --utf8=off --ban=ab --state=u >b
blt-gen -n 59 --utf8=off --ban=ab --state=u </dev/null >>b
same want b "in two runs, too"
matches 5 '[0-9]{4}-(0[1-9]|1[0-2])' --ban=0 --ban=-12
is "$(grep -c -e 0 -e -12 b)" 0 "--match without a banned string"
fails 2 "no match without it" blt-gen -p x --match='a+b' --ban=ab
grep -q "every match of at most 256 bytes has a banned string" err
ok "is refused"
fails 2 "none after the prompt" blt-gen -p a --match='b|ab' -n 1 --ban=ab
grep -q "after this prompt every match" err; ok "is an error"
fails 2 "an empty string" blt-gen -p x --ban=
set --
i=1; while [ $i -lt 128 ]; do
    [ $i -eq 10 ] || set -- "$@" "--ban=$(printf "\\$(printf %03o $i)")"
    i=$((i + 1))
done
blt-gen -p x -n 9 --seed=1 --json "$@" >b
is "$(reason b)" limit "all of ASCII but newline and NUL"
fails 2 "a bias without bits" blt-gen -p x --bias=abc
fails 2 "a bias that is no number" blt-gen -p x --bias=abc:d
fails 2 "or is not finite" blt-gen -p x --bias=abc:inf
fails 2 "or has no string" blt-gen -p x --bias=:2
is "$(blt-gen -p x -n 6 --greedy --bias=q::200)" q:q:q: \
    "a bias, however many colons"
blt-gen -p x -n 60 --greedy >a
blt-gen -p x -n 60 --greedy --bias=qq:0 --bias="$s:-300" >b
is "$(grep -cF -e "$s" b)" 0 "a negative one"
blt-gen -p The -n 12 --seed=3 --json --logprobs=2 >b
is "$(grep -o '"bits":[0-9.e-]*,"top":\[{"byte' b | wc -l | tr -d ' ')" 12 \
    "an object for each byte"
is "$(grep -o ',"probability":[0-9.e-]*}' b | wc -l | tr -d ' ')" 24 \
    "and for two guesses"
is "$(grep -o '"bits":[0-9.e-]*,"top"' b | tr ':,' '  ' |
    awk '{ s += $2 } END { printf "%.4f", s }')" \
    "$(sed 's/.*"bits":\([0-9.]*\),"finish.*/\1/' b |
    awk '{ printf "%.4f", $1 }')" "the bits add up"
sed 's/,"logprobs.*/}/' b >c
blt-gen -p The -n 12 --seed=3 --json >a
same a c "nothing else changes"
fails 2 "--logprobs without --json" blt-gen -p x --logprobs=2
fails 2 "--score with --ban" blt-gen --score -p x --ban=y

# ---- many ----------------------------------------------------------------------------
blt-gen -p The --count=3 -n 20 --seed=7 --json >a
is "$(wc -l <a | tr -d ' ')" 3 "three texts, an object each"
for i in 7 8 9; do
    blt-gen -p The -n 20 --seed=$i --json
done >b
same a b "each as if made alone"
blt-gen -p The --count=3 -n 20 --seed=7 -z >a
for i in 7 8 9; do
    blt-gen -p The -n 20 --seed=$i
    [ $i -eq 9 ] || printf '\0'
done >b
same a b "-z puts a zero byte between them"
is "$(blt-gen -p The --count=2 -n 3 --greedy --utf8=off | wc -c |
    tr -d ' ')" 7 "else a newline"

# ---- state -----------------------------------------------------------------------------
blt-gen -p 'The kernel' -n 60 --seed=1 --utf8=off --repeat-penalty=1.2 >want
blt-gen -p 'The kernel' -n 25 --seed=1 --utf8=off --repeat-penalty=1.2 \
    --state=s >a
blt-gen -n 35 --utf8=off --repeat-penalty=1.2 --state=s </dev/null >>a
same want a "a text in two runs is the text in one"
blt-gen -p 'The k' -n 0 --state=t && blt-gen -p ernel -n 60 --seed=1 \
    --utf8=off --repeat-penalty=1.2 --state=t >a
same want a "so is a prompt in two runs"
cp s s.was
fails 2 "the state of another model" blt-gen -m "$golden/tiny-b-gqa" \
    -n 5 --state=s
grep -q "^blt-gen: s: " err; ok "is named"
same s s.was "and left alone"
head -c 1000 s.was >s
fails 2 "a state cut short" blt-gen -n 5 --state=s
echo junk >s
fails 2 "no state at all" blt-gen -n 5 --state=s
fails 2 "a state that cannot be written" blt-gen -p x -n 1 --state=no/such/s

# ---- score -------------------------------------------------------------------------------
blt-gen -p 'The kernel' -n 40 --seed=3 --utf8=off >a
{ printf 'The kernel'; cat a; } | blt-gen --score >scores
ok "a text is scored"
is "$(sed -n 3p scores)" "#columns offset entropy surprisal byte" "its columns"
is "$(grep -c '^[0-9]' scores)" 50 "a record a byte"
got=$(awk '/^[0-9]/ && $1 >= 10 { s += $3 } END { printf "%.3f", s }' scores)
want=$(blt-gen -p 'The kernel' -n 40 --seed=3 --utf8=off --json |
    sed 's/.*"bits":\([0-9.]*\),.*/\1/')
is "$got" "$(printf %.3f "$want")" "its bits are those of the one who wrote it"
{ printf 'The kernel'; cat a; } >p
blt-gen --score p | grep '^[0-9]' >b; grep '^[0-9]' scores >c
same b c "from a file"
blt-gen --score -j 1 p | grep '^[0-9]' >b; same b c "one thread"
blt-gen --score p p >b; is "$(tail -n 1 b)" \
    "#end documents=2 records=100 bytes=100" "two files"
blt-gen --score -p ab | tail -n 1 >b
is "$(cat b)" "#end documents=1 records=2 bytes=2" "a text on the command line"
fails 2 "--score with --json" blt-gen --score --json -p x
fails 2 "a file that is not there" blt-gen --score none p
is "$(tail -n 1 out)" "#end documents=1 records=50 bytes=50" \
    "the others are still done"

# ---- patches ------------------------------------------------------------------------------
blt-gen -p 'The kernel is' -n 20 --seed=1 --trace >a 2>trace
is "$(sed -n 1p trace)" "#blt-stream 1 patch" "a trace is a patch stream"
is "$(awk '/^[0-9]/ { if ($1 != n) bad = 1; n += $2 } END { print n, bad + 0 }
    ' trace)" "33 0" "of prompt and text"
grep -q '^#end ' trace; ok "and complete"
blt-gen -p 'The kernel is' -n 0 --trace 2>p.patches
blt-gen -n 20 --seed=1 p.patches >b
same a b "a prompt as patches is the prompt"
blt-gen --score p.patches | grep '^[0-9]' >b
blt-gen --score -p 'The kernel is' | grep '^[0-9]' >c
same b c "its score too"
sed '$d' p.patches >cut
fails 2 "a patch stream cut short" blt-gen -n 5 cut
blt-gen --raw -n 5 --greedy cut >/dev/null; ok "--raw takes it as text"
fails 2 "a score stream as a prompt" blt-gen -n 5 scores
grep -q score err; ok "and says what it is"

# ---- usage -----------------------------------------------------------------------------------
fails 2 "a prompt twice" blt-gen -p x p
fails 2 "two files" blt-gen p p
fails 2 "no file" blt-gen none
fails 2 "a directory" blt-gen .
fails 2 "--state with --count" blt-gen -p x --count=2 --state=u
fails 2 "a temperature below 0" blt-gen -p x --temperature=-1
fails 2 "no model" blt-gen -m none -p x
is "$(blt-gen -p x -n 0 | wc -c | tr -d ' ')" 0 "no bytes"
if [ -e /dev/full ]; then
    blt-gen -p x -n 9 >/dev/full 2>err
    is $? 2 "a full disk"
    blt-gen --score -p x >/dev/full 2>err
    is $? 2 "a full disk for scores"
    blt-gen --json -p x >/dev/full 2>err
    is $? 2 "a full disk for JSON"
else
    skip "no /dev/full"
fi
blt-gen -p x -n 9 >&- 2>err
is $? 2 "a closed output"
{ blt-gen -p x -n 100000 2>err; echo $? >status; } | head -c 1 >/dev/null
is "$(cat status)" 141 "a reader that goes away ends it"
is "$(cat err)" "" "quietly"
blt-gen -n 9 <&- >out 2>err
is $? 2 "a closed input"
done_testing
