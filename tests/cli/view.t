#!/bin/sh
# Pictures of scored text: byte for byte as they were looked at (view/), from
# a stream, so that no model is asked; and what must not happen.
. "$top_srcdir/tests/lib/tap.sh"
dir=$top_srcdir/tests/cli/view
stream=$dir/mixed.entropy
unset NO_COLOR CLICOLOR_FORCE COLORTERM
COLUMNS=60 TERM=xterm-256color BLT_MODEL=/nonexistent
export COLUMNS TERM BLT_MODEL

# golden NAME COMMAND...: what it prints, or draws to $T/NAME
golden() {
    tap_name=$1
    shift
    "$@" >"$T/out" 2>"$T/err"
    tap_s=$?
    [ -f "$T/$tap_name" ] || mv "$T/out" "$T/$tap_name"
    [ $tap_s -eq 0 ] && cmp "$T/$tap_name" "$dir/$tap_name" >"$T/err" 2>&1
    ok "$tap_name"
}
view="blt-entropy $stream --view"
golden heat.none $view=heat
golden heat.16 env TERM=xterm $view=heat --color=always
golden heat.256 $view=heat --color=always
golden heat.true env COLORTERM=truecolor $view=heat --color=always
golden hex.none $view=hex
golden hex.256 $view=hex --color=always
golden entropy.svg blt-patch "$stream" --scheme=entropy --threshold=4 \
    --svg="$T/entropy.svg"
golden compare.txt blt-patch "$stream" --compare=entropy,space,static \
    --threshold=4
golden compare.svg blt-patch "$stream" --compare=entropy,space,static \
    --threshold=4 --svg="$T/compare.svg"
golden space.txt blt-patch "$dir/mixed.txt" --compare=space,regex \
    --regex='\w+'

# Whole pages: the same for a stream and for text, and for any pieces.
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default
export BLT_MODEL
for view in --view=heat --view=hex; do
    blt-entropy $view --patches "$dir/mixed.txt" >"$T/text" &&
        blt-entropy "$dir/mixed.txt" | blt-entropy $view --patches >"$T/stream"
    sed '/==>/d' "$T/stream" | cmp "$T/text" - >"$T/err" 2>&1
    ok "$view: a stream looks as its text does"
done
if command -v xmllint >/dev/null; then
    xmllint --noout "$dir/entropy.svg" "$dir/compare.svg" 2>"$T/err"
    ok "pictures are XML"
else
    skip "no xmllint"
fi
blt-entropy --html="$T/page.html" "$dir/mixed.txt" >"$T/out" 2>"$T/err"
ok "a page"
[ ! -s "$T/out" ]; ok "and nothing else"
is "$(grep -c '^<p class=r ' "$T/page.html")" 2 "its lines"
is "$(grep -o '<script' "$T/page.html" | wc -l | tr -d ' ')" 1 "its one script"
grep -q 'src=\|href=\|url(' "$T/page.html"; [ $? -eq 1 ]
ok "which fetches nothing"
for part in style script; do
    sed -n "/<$part>/,/<\\/$part>/p" "$T/page.html" |
        sed "s/.*<$part>//; /^<\\/$part>/d" >"$T/part"
    sum=$(sha256sum <"$T/part" | cut -c 1-64 | sed 's/../0x& /g' |
        xargs printf '\\%03o')
    grep -qF "$part-src 'sha256-$(printf "$sum" | base64)'" "$T/page.html"
    ok "its policy admits this $part only"
done

head -c 30000 /dev/zero | tr '\0' x >"$T/long"
fails 2 "too long for a picture" blt-patch --scheme=space --svg="$T/long.svg" \
    "$T/long"
grep -q "long: the text is too long for a picture" "$T/err"
ok "says which text"
[ ! -e "$T/long.svg" ]; ok "and leaves nothing"
fails 2 "two pictures" blt-entropy --svg="$T/a" --html="$T/b" "$stream"
fails 2 "a picture and -o" blt-entropy --svg="$T/a" -o "$T/b" "$stream"
fails 2 "a view of units" blt-entropy --view=heat --by=line "$stream"
fails 2 "marks without a view" blt-entropy --patches "$stream"
fails 2 "no such scheme" blt-patch --compare=entropy,odd "$stream"
fails 2 "a pattern is missing" blt-patch --compare=regex "$stream"
fails 2 "both ways to choose" blt-patch --compare=space --scheme=byte "$stream"
fails 2 "a picture of joined bytes" blt-patch --join --svg="$T/a" "$stream"
[ ! -e "$T/a" ] && [ ! -e "$T/b" ]; ok "nothing is left of them"
done_testing
