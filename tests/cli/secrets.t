#!/bin/sh
# blt-entropy --secrets: what is found, masked, and the exit status.
. "$top_srcdir/tests/lib/tap.sh"
cd "$T" || exit 1

# score FILE: an entropy stream of it; bytes of tokens that are marked with ~
# on both sides cost 9 bits, others 3.
score() {
    LC_ALL=C awk -v name="$1" 'BEGIN { RS = "\n"
        print "#blt-stream 1 entropy\n#columns offset entropy surprisal byte"
        print "#document " name }
        { dear = 0
            for (i = 1; i <= length($0); i++) {
                c = substr($0, i, 1)
                if (c == "~") { dear = !dear; continue }
                if (c == "\\") c = "\\\\"
                print at++ "\t1\t" (dear ? 9 : 3) "\t" c
            }
            print at++ "\t1\t3\t\\n" }
        END { print "#end documents=1 records=" at " bytes=" at }' "$1"
}
cat >conf <<'EOF'
# a file of settings
name = blt-entropy-settings
api_key=~c292be01e4fc2d031c41885221c25f6a~
integrity sha512-~XxQPplH8ACyjkz4jmBQlm7knI4pShZFC8ZrXbeg~==
  password: "~q7#Vw9!zLp2$~"
DATABASE_URL=postgres://app:~k3Jx9QmZ7vRt~@db.internal:5432/app
client_secret = ~7913993e-d6da-209d-a990-98b260ff3ac1~
mozilla/Certum_Trusted_Network_CA_2.crt
EOF
score conf >e
blt-entropy --secrets e >out; is "$?" 1 "there are some: exit 1"
is "$(grep '^[0-9]' out | cut -f 2,7,8,9 | tr '\t' ' ')" \
    "32 hex c292**************************** 3
12 mixed q*********** 5
12 base64 k*********** 6
36 uuid 7913******************************** 7" "four of them, masked"
is "$(head -n 1 out)" "#columns offset length bits bits_per_byte typical score\
 form text line model" "columns"
blt-entropy --secrets --show --format=grep e | cut -d: -f 1,2,4- >out
is "$(cat out)" "conf:3: hex: c292be01e4fc2d031c41885221c25f6a
conf:5: mixed: q7#Vw9!zLp2\$
conf:6: base64: k3Jx9QmZ7vRt
conf:7: uuid: 7913993e-d6da-209d-a990-98b260ff3ac1" "--show, --format=grep"
blt-entropy --secrets --format=json --top=1 e >out
is "$(wc -l <out)" 1 "--top"
grep -q '"document":"conf","offset":.*"form":"[a-z0-9]*","text":"' out
ok "JSON"
dd if=e bs=11 2>/dev/null | blt-entropy --secrets >one
blt-entropy --secrets e | cmp - one; ok "11 bytes at a time"
sed -n 1,2p conf >clean; score clean >c
blt-entropy --secrets c >out; is "$?" 0 "there are none: exit 0"
blt-entropy --secrets c e | grep -q '	conf$'; ok "the file, of several"
# Data and code, however dear: an image, a lock file, minified code.
{ printf 'src="data:image/png;base64,~'
    i=0; while [ $i -lt 40 ]; do printf 'iVBORw0K%d' $i; i=$((i + 1)); done
    printf '~"\n"integrity": "sha512-~XxQPplH8ACyjkz4jmBQlm7knI4pShZFC8ZrXbeg9vQ==~"\n'
    printf 'x=~e.xY&&o.zW1~;~Il?Il.allocUn~;~pointerId~;\n'; } >data
score data >d
blt-entropy --secrets d >out; is "$?" 0 "not of data, not of code"
for opt in --by=line --min=2 --format=npy --report --width=9; do
    fails 2 "--secrets $opt" blt-entropy --secrets $opt e
done
fails 2 "--show alone" blt-entropy --show e
# ---- adapted, and the model alone -------------------------------------------------
printf 'a = 1\nsession_key = "%s"\n' 9f8a7b6c5d4e3f2a1b0c9d8e >key
for how in '' --no-adapt; do
    blt-entropy --secrets $how key | grep '^[0-9]' | cut -f 4,10 >"both$how"
done
is "$(wc -l <both),$(cut -f 2 both--no-adapt)" 1,- "adapted unless --no-adapt"
[ "$(cut -f 2 both | cut -c 1-3)" = "$(cut -f 1 both--no-adapt | cut -c 1-3)" ]
ok "the last column has what the model alone gives"
[ "$(cut -f 1 both)" != "$(cut -f 1 both--no-adapt)" ]; ok "which is not the same"
blt-entropy --secrets --format=json key | python3 -c '
import json, sys
print(json.load(sys.stdin)["model_bits_per_byte"] > 1)' | grep -q True
ok "in JSON too"
blt-entropy --secrets --format=json --no-adapt key |
    grep -q '"model_bits_per_byte":null'; ok "null without"
# ---- names of strangers ----------------------------------------------------------
name=$(printf 'a\033[31m\nb')
printf 'API_KEY = "sk_live_9f8a7b6c5d4e3f2a1b0c9d8e"\n' >"$T/$name"
cp "$T/$name" "$T/plain"
(cd "$T" && blt-entropy --secrets "$name" plain >rows
    blt-entropy --secrets --format=grep "$name" >grep
    blt-entropy --by=line --format=grep "$name" >lines)
is "$(wc -l <"$T/rows")" 3 "a newline in a name makes no row"
is "$(cat "$T/rows" "$T/grep" "$T/lines" | tr -d '\t\n' | LC_ALL=C tr -d ' -~')" "" \
    "nor do escape sequences get through"

done_testing
