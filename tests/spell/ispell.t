#!/bin/sh
# -a: the ispell protocol, line by line and through Emacs; Vim; git.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/spell/data.sh"
cd "$T" || exit 1
ask() { blt-spell -a --no-model -n 1 "$@" 2>err | tail -n +2; }

blt-spell -a --no-model </dev/null >got; ok "-a"
version=$(blt-spell --version | sed 's/.* //')
is "$(cat got)" \
    "@(#) International Ispell Version 3.1.20 (but really blt-spell $version)" \
    "a banner of one line"
fails 2 "a failure at the start" blt-spell -a --no-model --words=nowhere
is "$(cat out)" "" "prints no banner"
echo >plain
fails 2 "personal words that cannot be opened" blt-spell -a --no-model -p plain/x
grep -q 'plain/x: cannot open' err && [ ! -s out ]; ok "are reported, without a banner"
fails 2 "standard input that cannot be opened" sh -c 'blt-spell -a --no-model <&-'
is "$(blt-spell -vv)" "$(cat got)" "-vv"

is "$(printf '^the teh word\n' | ask)" "*
& teh 1 5: the
*" "a star for each correct word; offsets count the ^"
is "$(printf 'the teh word\n' | ask | sed -n 2p)" "& teh 1 4: the" \
    "a line without it"
is "$(printf '!\n^the teh caf\303\251 teh\n' | ask)" "& teh 1 5: the
& teh 1 14: the" "terse; offsets are characters"
is "$(printf '!\n%%\n^the\n' | ask)" "*" "verbose again"
is "$(printf '^the\n^teh\n\n^\n' | ask | tr '\n' '|')" "*||& teh 1 1: the||||" \
    "an empty line ends every answer"
is "$(printf '^Teh TEH\n' | ask | tr '\n' '|')" \
    "& Teh 1 1: The|& TEH 1 5: THE||" "case follows the word"
is "$(printf '@teh\n^teh recieve\n' | ask | tr '\n' '|')" \
    "*|& recieve 1 5: receive||" "@ accepts"
[ ! -e "$HOME/.blt_words" ]; ok "but does not save"
is "$(printf '*teh\n&Recieve\n#\n^teh recieve\n$$pp\n' | ask | tr '\n' '|')" \
    "*|*||2: teh, recieve|" "* and & accept"
is "$(tr '\n' ' ' <"$HOME/.blt_words")" "teh recieve " "# saves"
is "$(printf '^teh\n*wrld\n#\n' | ask)" "*" "the next session has them"
is "$(tail -n 1 "$HOME/.blt_words")" wrld "a new word is appended"
rm "$HOME/.blt_words"
is "$(printf '*teh\n#\n' | ask -p own; cat own)" teh "-p FILE, which does not exist"
is "$(printf '+tex\n!\n^\\ref{teh} teh\n-\n^\\begin teh\n' | ask |
    tr '\n' '|')" "& teh 1 11: the||& teh 1 8: the||" "+tex and -"
is "$(printf '~nroff\n`\n$$cs a,b\n$$cr lang\n$$l\n$$ra a,b\n$$ps\n' | ask |
    tr '\n' '|')" "auto|auto|0: |" "commands without effect"
is "$(printf '^teh http://a.b/teh teh@a.b\n' | ask | grep -c '&')" 1 \
    "addresses are skipped"
is "$(printf '^teh\\r\n' | ask | wc -l | tr -d ' ')" 3 "a stray \\r"
is "$(printf '^the teh' | ask | sed -n 2p)" "& teh 1 5: the" \
    "a last line without a newline"
is "$(printf '^teh\n' | blt-spell -a -m -d american -B -C --no-model -n 1 |
    sed -n 2p)" "& teh 1 1: the" "options that editors give"
is "$(printf '^teh\n' | blt-spell -a --no-model -d en_GB-ise -m -n 1 |
    sed -n 2p)" "& teh 1 1: the" "dictionaries by other names"
# An answer comes before the next question.
mkfifo to from
blt-spell -a --no-model -n 1 <to >from &
exec 8>to 9<from
read -r line <&9
printf '^teh\n' >&8; read -r line <&9; is "$line" "& teh 1 1: the" "an answer"
read -r line <&9; is "$line" "" "at once"
printf '^the\n' >&8; read -r line <&9; is "$line" "*" "and again"
exec 8>&- 9<&-
wait

# 300 random lines: one empty line for each.
awk 'BEGIN {
    srand(5)
    n = split("teh |the word |\303\251 |\377|\t%|, |teh|word ", w, "|")
    for (i = 0; i < 300; i++) {
        s = "^"
        for (k = 0; k < 12; k++) s = s w[1 + int(rand() * n)]
        print s
    }
}' >lines
ask <lines >got
is "$(grep -c '^$' got)" 300 "300 answers to 300 lines, seed 5"

if command -v emacs >/dev/null && emacs -Q --batch --eval '(require (quote ispell))' 2>/dev/null; then
    cat >t.el <<'X'
(require 'ispell)
(setq ispell-program-name (getenv "PROGRAM")
      ispell-dictionary "en"
      ispell-local-dictionary-alist
      '(("en" "[[:alpha:]]" "[^[:alpha:]]" "['’]" t ("-d" "en") nil utf-8)))
(defun ispell-command-loop (miss _guess _word _start _end) (car miss))
(find-file "x.txt")
(ispell-buffer)
(write-region nil nil "got.txt")
X
    printf 'I recieve teh mail.\n\nThe caf\303\251, and hello wrold again\nin the end.\n' >x.txt
    printf '#!/bin/sh\nexec blt-spell --no-model "$@"\n' >program
    chmod +x program
    PROGRAM=$T/program emacs -Q --batch -l t.el >out 2>err
    is "$(cat got.txt)" "$(blt-spell --no-model x.txt)" "Emacs: ispell-buffer"
    is "$(sed -n 1p got.txt)" "I receive the mail." "three words corrected"
else
    skip "no emacs"
fi

# The settings of blt-spell(1) for Vim.
if command -v vim >/dev/null && vim --version | grep -q '+quickfix'; then
    printf 'The mail.\nI recieve wrold.\n' >v.txt
    vim -Nu NONE -n -es -c 'set makeprg=blt-spell\ --no-model\ -n\ 1\ --check\ %' \
        -c 'set errorformat=%f:%l:%c:\ %m' -c 'edit v.txt' -c 'silent make!' \
        -c 'call writefile(map(getqflist(), "v:val.lnum . \":\" . v:val.col . \" \" . v:val.text"), "qf")' \
        -c 'qa!' >out 2>err </dev/null
    is "$(grep '^2:' qf)" "2:3 recieve -> receive
2:11 wrold -> world" "Vim: :make"
    vim -Nu NONE -n -es -c 'set formatprg=blt-spell\ --no-model' \
        -c 'edit v.txt' -c 'normal 2Ggqq' -c 'wq' >out 2>err </dev/null
    is "$(sed -n 2p v.txt)" "I receive world." "Vim: gq"
else
    skip "no vim"
fi

if command -v git >/dev/null; then
    mkdir repo && cd repo && git init -q . && mkdir -p .git/hooks &&
        cp "$top_srcdir/share/hooks/pre-commit" .git/hooks &&
        git config user.email a@b.c && git config user.name A
    BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default; export BLT_MODEL
    echo 'I recieve it' >'a b.md'; git add .
    git commit -q -m x >../out 2>../err; is "$?" 1 "git: the hook refuses a mistake"
    grep -q 'a b.md:1:3: recieve' ../out ../err; ok "and reports it"
    echo 'I receive it' >'a b.md'; git add .
    git commit -q -m x >../out 2>../err; ok "a commit without mistakes passes"
    cd ..
else
    skip "no git"
fi
done_testing
