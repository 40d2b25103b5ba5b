#!/bin/sh
# What all commands share, tried on a command that does nothing else.
. "$top_srcdir/tests/lib/tap.sh"
p=$top_builddir/tests/cli/probe
unset BLT_MODEL BLT_MODEL_PATH XDG_DATA_HOME BLT_THREADS
cd "$T" || exit 1
base='flag=00 seen=0 count=7 real=0.5 bits=1 choice=0 text=none window=0 z=0'

is "$($p)" "$base" "nothing given"
is "$($p --count=9 | cut -d' ' -f3)" count=9 "--name=value"
is "$($p --count 9 | cut -d' ' -f3)" count=9 "--name value"
is "$($p -n9 | cut -d' ' -f3)" count=9 "-xvalue"
is "$($p -fzn 9 | cut -d' ' -f1-3,9)" "flag=10 seen=1 count=9 z=1" "-xyz value"
is "$($p --cou=9 | cut -d' ' -f3)" count=9 "a name cut short"
is "$($p --flag | cut -d' ' -f1)" flag=10 "a name that starts another"
fails 2 "a name cut too short" $p --fla
is "$(head -n 1 err)" "blt-probe: --fla: could be --flag or --flagrant" \
    "and it says between what"
fails 2 "no such option" $p --nonsense
is "$(cat err)" "blt-probe: --nonsense: no such option
Try 'blt-probe --help'." "and it says so"
fails 2 "no such letter" $p -q
fails 2 "a value for a flag" $p --flag=1
fails 2 "a value missing" $p --count
fails 2 "a letter's value missing" $p -n
fails 2 "a number out of range" $p --count=101
is "$(head -n 1 err)" "blt-probe: --count: 101: not in the range 1 to 100" "and which"
for bad in '' x 1x ' 1' 1.5 99999999999999999999; do
    fails 2 "--count='$bad'" $p --count="$bad"
done
for bad in '' x nan inf 0x1 1bits 2; do
    fails 2 "--real='$bad'" $p --real="$bad"
done
is "$($p --choice=blue | cut -d' ' -f6)" choice=2 "a choice"
fails 2 "a choice that is none" $p --choice=blu
fails 2 "half of two choices" $p --choice='red|green'
is "$($p --list=a --list b | tail -n 2 | tr '\n' ' ')" "item=a item=b " \
    "a list keeps its order"
is "$($p --even=ab | head -c 4)" flag "a command's own parser"
fails 2 "and its no" $p --even=abc
is "$(head -n 1 err)" "blt-probe: --even: abc: odd" "in its words"

# thresholds: bits, or nats that come through exactly
is "$($p -t 1 | cut -d' ' -f5)" bits=0.693147182 "plain is bits"
is "$($p -t 1bits | cut -d' ' -f5)" bits=0.693147182 "bits"
is "$($p -t 1.335442066192627nats | cut -d' ' -f5)" bits=1.33544207 "nats"
fails 2 "grams" $p -t 1grams
fails 2 "too many nats" $p -t 9nats
is "$($p --window=none | cut -d' ' -f8)" window=-1 "no window"
is "$($p --window=512 | cut -d' ' -f8)" window=512 "a window"
fails 2 "a window of nothing" $p --window=0

# operands and options in any order
echo hello >a
is "$($p a -f - <a | tr '\n' ';')" \
    "$(echo "$base" | sed 's/flag=00 seen=0/flag=10 seen=1/');a: text of 6;-: text of 6;" \
    "options after operands, and - for standard input"
printf 'x' >-f
is "$($p -- -f | tail -n 1)" "-f: text of 1" "-- ends the options"
printf '#blt-stream 1 patch\n' >s
is "$($p s | tail -n 1)" "s: stream of 20" "a stream is known by its start"
is "$(cat s | $p - | tail -n 1)" "-: stream of 20" "in a pipe too"
is "$($p --raw s | tail -n 1)" "s: text of 20" "unless --raw"
printf '#blt' >s
is "$($p s | tail -n 1)" "s: text of 4" "half of it is text"

# failures are remembered, the rest is done
is "$($p nowhere a 2>/dev/null | tail -n 1; $p nowhere a >/dev/null 2>&1; echo $?)" \
    "a: text of 6
2" "a missing file does not stop the rest"
fails 2 "a directory" $p .
is "$(cat err)" "blt-probe: .: is a directory" "and it is called one"
fails 1 "the answer is no" $p -s no
fails 2 "unless something failed" $p -s no nowhere

# -o: whole or not at all
$p -o made a && is "$(tail -n 1 made)" "a: text of 6" "-o"
echo precious >made
fails 2 "a failure with -o" $p -o made nowhere
is "$(cat made)" precious "leaves what was there"
is "$(ls made*)" made "and nothing beside it"
ln -s made link && $p -o link a && test -h link; ok "a link stays a link"
is "$(tail -n 1 made)" "a: text of 6" "and its target is written"
fails 2 "-o into a directory that is not there" $p -o nowhere/out
fails 2 "-o onto a directory" $p -o .
if [ -c /dev/full ]; then
    fails 2 "-o /dev/full" $p -o /dev/full
    $p >/dev/full 2>err; is $? 2 "a full disk"
    is "$(cat err)" \
        "blt-probe: standard output: cannot write: No space left on device" \
        "and it says so"
fi
$p >&- 2>err; is $? 2 "a closed stdout"
$p - <&- >out 2>err; is $? 2 "a closed stdin"

# who explains
is "$($p --help | head -n 2)" "Usage: blt-probe [OPTION]... [FILE]...
Try what all commands share." "--help"
is "$($p --version | cut -d' ' -f1-2)" "blt-probe (blt)" "--version"
$p --help | grep -q -- "-n, --count=N  *a number"; ok "--help names options"
is "$($p --completion=list | wc -l | tr -d ' ')" 20 "a list of all options"
for shell in bash zsh fish; do
    $p --completion=$shell >c.$shell; ok "completions for $shell"
    command -v $shell >/dev/null && { $shell -n c.$shell; ok "$shell -n"; }
done
if command -v bash >/dev/null; then
    is "$(bash -c '. ./c.bash; COMP_WORDS=(p --choice = g) COMP_CWORD=3
        _blt_probe; echo "${COMPREPLY[*]}"')" green "bash completes a value"
    is "$(bash -c '. ./c.bash; COMP_WORDS=(p --cou) COMP_CWORD=1
        _blt_probe; echo "${COMPREPLY[*]}"')" --count "bash completes a name"
fi

# models: by directory, by name, by default
mkdir -p models/one data/blt/models/two tree/share/models/three
for d in models/one data/blt/models/two tree/share/models/three; do
    echo '{}' >$d/config.json
done
export BLT_TREE="$T/tree" BLT_MODEL_PATH="/nowhere:$T/models"
export XDG_DATA_HOME="$T/data"
model() { $p -s model "$@" | sed -n "s,^model=$T/,,p"; }
is "$(model)" models/one "the first place with one model"
is "$(model -m two)" data/blt/models/two "a name in \$XDG_DATA_HOME"
is "$(model -m three)" tree/share/models/three "a name in the tree"
is "$($p -s model -m models/one | tail -n 1)" model=models/one "a directory"
is "$(BLT_MODEL=two model)" data/blt/models/two "\$BLT_MODEL"
mkdir models/four && echo '{}' >models/four/config.json
is "$(model)" data/blt/models/two "two models are no default"
echo four >models/default
is "$(model)" models/four "unless one is called so"
echo ../../etc >models/default
fails 2 "a default outside" $p -s model
fails 2 "a name that is nowhere" $p -s model -m nobody
grep -q "nobody: no such model in /nowhere:$T/models:" err
ok "and it says where it looked"

# In the build tree a command finds the tree's data; installed elsewhere, the
# same bits look where data are installed.
unset BLT_TREE BLT_MODEL_PATH
export HOME=/nonexistent
places() { "$@" -m nobody </dev/null 2>&1 | sed -n 's/.*no such model in //p'; }
real=$top_builddir/bin/.libs/blt-gen
[ -x "$real" ] || real=$top_builddir/bin/blt-gen
case $(places blt-gen) in
*":$top_builddir/share/models:$top_srcdir/share/models:"*) true ;;
*) false ;;
esac
ok "a command in the build tree looks there"
mkdir -p usr/bin && cp "$real" usr/bin
LD_LIBRARY_PATH=$top_builddir/lib/.libs
export LD_LIBRARY_PATH
case $(places ./usr/bin/blt-gen) in
''|*"$top_builddir"*|*"$top_srcdir"*) false ;;
*) true ;;
esac
ok "a copy of it elsewhere does not"
unset LD_LIBRARY_PATH

# A pool whose threads cannot all be started.  MALLOC_PERTURB_ overwrites
# freed memory, so that a message made from it would be wrong.
if [ -z "${SANITIZED:-}" ]; then
    (ulimit -v 3000000; unset BLT_MODEL_PATH; echo hello |
        MALLOC_PERTURB_=165 blt-entropy -j 1024 \
            -m "$top_srcdir/tests/golden/tiny-a-default") >out 2>err
    is $? 2 "too many threads"
    grep -q -E '^blt-entropy: threads: the system starts no more than [1-9][0-9]{0,2} of 1024$' err
    ok "and it says how many there are"
fi
done_testing
