#!/bin/sh
# share/python/blt.py gives what the commands give.
. "$top_srcdir/tests/lib/tap.sh"
command -v python3 >/dev/null || skip_all "no python3"
lib=$top_builddir/lib/.libs/libblt.so
[ -e "$lib" ] || skip_all "no libblt.so"
[ -z "${SANITIZED:-}" ] || skip_all "python3 is not built with sanitizers"
cd "$T" || exit 1
BLT_LIBRARY=$lib PYTHONPATH=$top_srcdir/share/python PYTHONDONTWRITEBYTECODE=1
BLT_MODEL=$top_srcdir/tests/golden/tiny-a-default
export BLT_LIBRARY PYTHONPATH PYTHONDONTWRITEBYTECODE BLT_MODEL
printf 'The cat sat on the mat.\n' >text

py() { python3 -c "import blt
text = open('text').read()
$1" 2>err; }

[ "$(wc -l <"$PYTHONPATH/blt.py")" -lt 300 ]; ok "under 300 lines"
is "$(py 'print(blt.version())')" \
    "$(blt-patch --version | head -n 1 | sed 's/.* //')" "version"
is "$(py 'print("%.4f" % blt.Model().score(text).bits_per_byte)')" \
    "$(blt-entropy --by=document text |
        awk -F '\t' '/^[0-9]/ { printf "%.4f", $4 }')" "bits per byte"
is "$(py 'for x in blt.Model().score(text).surprisal: print("%.3f" % x)')" \
    "$(blt-entropy text | awk -F '\t' '/^[0-9]/ { printf "%.3f\n", $3 }')" \
    "surprisal of each byte"
is "$(py 'for p in blt.Model().patches(text): print(len(p))')" \
    "$(blt-patch text | awk -F '\t' '/^[0-9]/ { print $2 }')" "patches"
is "$(py 'print("".join(map(chr, blt.Model().generate("The", 40, seed=1))))')" \
    "$(blt-gen -p The -n 40 --seed=1 | LC_ALL=C.UTF-8 python3 -c '
import sys; print("".join(map(chr, sys.stdin.buffer.read())))')" "generation"
is "$(py 'for v in blt.Model().embed(text): print("%.5f" % v[0])')" \
    "$(blt-embed text |
        awk -F '\t' '/^[0-9]/ { split($4, v, " "); printf "%.5f\n", v[1] }')" \
    "vectors of patches"
is "$(py 'c = blt.Speller("en").correct("I recieved teh letter.")
print(c.text, c.findings[0].kind, c.findings[0].alternatives[0][0])')" \
    "I received the letter. unknown received" "spelling"
is "$(py 'try: blt.Model("nobody")
except blt.Error as e: print(e.status, str(e)[:26])')" \
    "BLT_EIO nobody: no such model in /" "errors"
if python3 -c 'import numpy' 2>/dev/null; then
    is "$(py 'm = blt.Model(); print(m.embed(text).shape[1] > 0,
        m.score(text).entropy.dtype)')" "True float32" "NumPy arrays"
fi
done_testing
