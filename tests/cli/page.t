#!/bin/sh
# The page in a browser: its script runs under its own policy and colours the
# text, keys answer, and a file that wants to run a script cannot.
. "$top_srcdir/tests/lib/tap.sh"
browser=$(command -v chromium || command -v chromium-browser) ||
    skip_all "no chromium"
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default BLT_THREADS=1
export BLT_MODEL BLT_THREADS
cd "$T" || exit 1

# dom PAGE: what has become of it after its scripts ran
dom() {
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu \
        --user-data-dir="$T/profile" --virtual-time-budget=3000 \
        --dump-dom "file://$T/$1" 2>/dev/null
}
echo '<p>calm</p>' >calm.html
dom calm.html | grep -q calm || skip_all "chromium does not start"

# Everything that might end a paragraph, an attribute or a script.
cat >evil.txt <<'X'
</p></script><script>document.title = "evil"</script>
"><img src=x onerror='document.title = "evil"'>
<svg onload=document.title='evil'> &lt;script&gt; <!-- ]]> naïve 中文
X
printf '\000\377\342\200\256 turned\n' >>evil.txt
cp evil.txt '<b onclick=x>.txt'
blt-entropy --html=page.html evil.txt '<b onclick=x>.txt' 2>err
ok "a page of a hostile file"
dom page.html >dom
grep -q 'class="h[0-8]' dom; ok "its script colours the text"
is "$(grep -c '<script' dom)" 1 "no script but its own"
grep -q -i '<title>evil.txt' dom; ok "the file ran nothing"
grep -q -E '<(img|svg|b) ' dom; [ $? -eq 1 ]; ok "and made no elements"

# With another script in place of the policy: keys, and the text unharmed.
{
    sed 's/<meta http-equiv[^>]*>//; /<\/body>/,$d' page.html
    cat <<'X'
<script>
const plain = () => rows.map((row) => row.textContent).join("");
const before = plain();
const key = (k) => main.dispatchEvent(new KeyboardEvent("keydown",
  { key: k, cancelable: true }));
rows.forEach(paint);
const cells = rows.flatMap((row) => row.painted);
const same = plain() === before
  && cells.every((c) => c.at + c.n <= bytesOf(c.row));
rows.forEach((row) => { unpaint(row); paint(row); });
["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"].forEach(key);
const second = panel.textContent;
for (let k = 0; k < 1000; k++)
  key("ArrowRight");
document.title = JSON.stringify({ same, again: plain() === before, second,
  cells: cells.length, last: now === rows[rows.length - 1].painted.slice(-1)[0] });
</script>
</body>
</html>
X
} >keys.html
dom keys.html | sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' >title
grep -q '"same":true,"again":true' title; ok "colours change no text"
grep -q '"second":".*byteoffsetentropysurprisallikeliest/ 2f1' title
ok "keys choose the second byte and tell its place"
grep -q '"second":"[^"]* %' title; ok "and what was likelier"
grep -q '"last":true' title; ok "up to the last byte of the last document"
[ -s title ] && sed 's/^/# /' title | cut -c 1-300
done_testing
