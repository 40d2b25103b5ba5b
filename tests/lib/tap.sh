# TAP for shell: sourced by every .t file.  Each gets a fresh directory $T,
# removed at the end.
set -u
tap_n=0
T=$(mktemp -d "${TMPDIR:-/tmp}/blt-test.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

# ok NAME: by the status of the command before.   cmd; ok "it works"
ok() {
    tap_s=$?
    tap_n=$((tap_n + 1))
    if [ $tap_s -eq 0 ]; then
        echo "ok $tap_n - $1"
    else
        echo "not ok $tap_n - $1"
        [ -s "$T/err" ] && sed 's/^/# /' "$T/err" | head -n 20
    fi
    return 0
}

# is GOT WANT NAME
is() {
    if [ "$1" = "$2" ]; then
        tap_n=$((tap_n + 1)); echo "ok $tap_n - $3"
    else
        tap_n=$((tap_n + 1)); echo "not ok $tap_n - $3"
        printf '%s\n' "got:  $1" "want: $2" | sed 's/^/# /' | head -n 20
    fi
}

# fails STATUS NAME COMMAND...: exits with STATUS, says why in $T/err
fails() {
    tap_want=$1 tap_name=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err" </dev/null
    is "$?" "$tap_want" "$tap_name"
}

skip_all() { echo "1..0 # SKIP $1"; exit 0; }
skip() { tap_n=$((tap_n + 1)); echo "ok $tap_n - # SKIP $1"; }
# $python, with PyTorch and the trainer written in it; skips the test without.
need_torch() {
    PYTHONPATH=$top_srcdir/share/recipes/torch PYTHONDONTWRITEBYTECODE=1
    OMP_NUM_THREADS=1
    export PYTHONPATH PYTHONDONTWRITEBYTECODE OMP_NUM_THREADS
    for python in python3 /usr/bin/python3 none; do
        $python -c 'import torch' 2>/dev/null && return
    done
    skip_all "no Python with PyTorch"
}
done_testing() { echo "1..$tap_n"; }

# words_for N A B C: N paragraphs of common words, parted by empty lines, the
# same each time; of five, one goes to file A, one to B, the rest to C.
words_for() {
    awk 'BEGIN {
        srand(1)
        n = split("the of and a to in is you that it he was for on are as " \
                  "with his they at be this have from or one had by word " \
                  "but", w)
        for (p = 0; p < ARGV[1]; p++) {
            s = ""
            for (i = 0; i < 30; i++) s = s w[1 + int(rand() * n)] " "
            print s "\n" > ARGV[p % 5 == 0 ? 2 : p % 5 == 1 ? 3 : 4]
        }
    }' "$@" </dev/null
}
