#!/bin/sh
# bench/curves.awk: from logs of blt-train to a picture.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1
draw() { ${AWK:-awk} -f "$top_srcdir/bench/curves.awk" "$@"; }

# Two runs; 50 FLOPs a byte in the first, 100 in the second.
log() {
    printf 'stage\tstep\tbytes\ttrain\tvalid\trate\tnorm\t'
    printf 'bytes_per_second\tseconds\tflops_per_second\n'
    awk -v a="$1" -v n="$2" -v work="$3" 'BEGIN {
        print "entropy\t10\t1000\t5\t4\t0.1\t1\t10\t100\t1000"
        for (i = 1; i <= n; i++)
            printf "main\t%d\t%d\t5\t%s\t0.1\t1\t10\t%d\t%d\n", i * 10,
                i * 10000, i == 2 ? "-" : a + 1 / i, i * 100, 10 * work
    }'
}
mkdir one two
log 2 5 50 >one/train.log
log 1.5 4 100 >two/train.log

draw one/train.log label='b & <c>' two/train.log >x.svg 2>err; ok "two logs"
is "$(grep -c '<polyline' x.svg)" 2 "a curve a log"
is "$(sed -n "s/.*points='\(.*\)'.*/\1/p" x.svg | awk '{ print NF }' |
    tr '\n' ' ')" "4 3 " "a point a row that has a validation"
grep -q '>one 2.200<' x.svg; ok "called after its folder, with its last figure"
grep -q '>b &amp; &lt;c&gt; 1.750<' x.svg; ok "or by label=, safely"
grep -q 'spent on training, MFLOP' x.svg; ok "x: FLOPs"
# The first ends at 5 * 10000 * 50 of 4 * 10000 * 100 FLOPs.
is "$(sed -n "s/.*points='.* \([0-9.]*\),[0-9.]*'.*/\1/p" x.svg |
    tr '\n' ' ')" "414.0 624.0 " "which are summed from the rates"
draw label=a one/train.log label=a two/train.log >a.svg 2>err
is "$(grep -c '<polyline' a.svg) $(sed -n "s/.*points='\(.*\)'.*/\1/p" a.svg |
    awk '{ print NF }')" "1 7" "a log called as the one before goes on"
is "$(sed -n "s/.*points='.* \([0-9.]*\),[0-9.]* \([0-9.]*\),.*/\1/p" a.svg)" \
    537.8 "from where that ended"
draw -v x=bytes -v logx=1 one/train.log two/train.log >y.svg 2>err
ok "bytes, logarithmic"
grep -q 'bytes of text seen, kB (logarithmic)' y.svg; ok "the axis says so"
is "$(sed -n "s/.*points='.* \([0-9.]*\),[0-9.]*'.*/\1/p" y.svg | head -n 1)" \
    624.0 "there the first run is the longer one"
draw -v stage=entropy one/train.log >z.svg 2>err; ok "a curve of one point"
printf '# patch\n1 byte\t11e6\t2.3\tstatic\n4 bytes\t5e6\t2.4\tstatic\n' >s
printf 'own\t5.2e6\t2.35\n' >>s
draw -v mode=scatter -v title='Cost & gain' s >s.svg 2>err; ok "a scatter"
is "$(grep -c '<circle' s.svg) $(grep -c '<polyline' s.svg)" "3 1" \
    "a point a line, a series joined"
grep -q '>4 bytes<' s.svg; ok "points have labels"
grep -q '>static<' s.svg; ok "series their names"
draw -v mode=scatter -v xlabel='bytes a patch' s >t.svg 2>err
grep -q '>bytes a patch<' t.svg; ok "and the axis what it is called"
if command -v xmllint >/dev/null; then
    xmllint --noout x.svg y.svg z.svg s.svg 2>err; ok "all is XML"
elif command -v python3 >/dev/null; then
    python3 -c 'import sys, xml.dom.minidom as m
for f in sys.argv[1:]: m.parse(f)' x.svg y.svg z.svg s.svg 2>err
    ok "all is XML"
fi
grep -q 'prefers-color-scheme:dark' x.svg; ok "on dark pages too"
fails 2 "nothing to draw" draw -v stage=other one/train.log
fails 2 "what is no log" draw "$top_srcdir/README.md"
fails 2 "an axis that is none" draw -v x=time one/train.log
done_testing
