#!/bin/sh
# A file includes its own folder and those above it in lib/README.md; the
# libraries that are not ours are each included in one room; commands use
# public headers only; and some functions nobody uses.
. "$top_srcdir/tests/lib/tap.sh"
cd "$top_srcdir" || exit 1

order=$(sed -n 's/^| `\([a-z]*\)\/` |.*/\1/p' lib/README.md)
[ -n "$order" ]; ok "lib/README.md lists the folders"
is "$(ls -d lib/*/ | cut -d/ -f2 | grep -v '^blt$' | sort | tr '\n' ' ')" \
    "$(echo "$order" | sort | tr '\n' ' ')" "all of them"

allowed="config.h"
for room in $order; do
    allowed="$allowed $room"
    bad=
    for file in lib/"$room"/*.[ch]; do
        [ -f "$file" ] || continue
        for into in $(sed -n 's/^# *include *"\([^"]*\)".*/\1/p' "$file"); do
            case " $allowed " in
            *" ${into%%/*} "*) ;;
            *) bad="$bad $file:$into" ;;
            esac
        done
    done
    is "$bad" "" "$room/ includes nothing after it"
done

# room HEADER-PATTERN ALLOWED-FILES...
room() {
    pattern=$1
    shift
    bad=
    for file in $(grep -l -E "^# *include *[<\"]$pattern" lib/*/*.[ch] bin/*.c \
        bin/*/*.[ch]); do
        case $file in
        $1) ;;
        *) bad="$bad $file" ;;
        esac
    done
    is "$bad" "" "$pattern only in $1"
}
room 'cblas' 'lib/num/gemm.c'
room 'pcre2' 'lib/text/regex*.c'
room 'unicode/' 'lib/text/*.c'
room 'textcat' 'lib/text/language.c'
room 'jansson' 'lib/file/*'
room 'mpi\.h' 'lib/train/ranks.c'

bad=$(for file in bin/*.c bin/*/*.[ch]; do
        case $file in bin/cli/*) continue ;; esac
        grep -H -E '^# *include *"' "$file"
    done |
    grep -v -E '"(config.h|bin/cli/(cli|scored).h|bin/([a-z]+)/\3.h)"')
is "$bad" "" "commands include public headers only"

# Names that are too easy to use wrongly; each has a better one.
for name in sprintf vsprintf strcpy strcat gets strtok atoi atol atof alloca \
    tmpnam mktemp rand srand system popen; do
    bad=$(grep -n -w -E "$name *\(" lib/*/*.[ch] bin/*.c bin/*/*.[ch] |
        grep -v -E '^[^:]*:[0-9]*: *(/?\*|//)')
    is "$bad" "" "nobody calls $name()"
done
bad=$(grep -n -E '(^|[^.a-z_])(printf|puts|exit|getenv|setlocale|signal) *\(' lib/*/*.c |
    grep -v -E '^[^:]*:[0-9]*: *(/?\*|//)' |
    grep -v '^lib/base/lookup.c:.*getenv')
is "$bad" "" "the library never prints or exits; lookup.c reads the environment"
bad=$(grep -n -E '(^|[^a-z_])(strto[df]|strtold|v?s?n?scanf|atof|uselocale) *\(|snprintf *\([^;]*%[-+ #0-9.*]*l?[aefgAEFG]' \
    lib/*/*.c | grep -v '^lib/base/real\.c:')
is "$bad" "" "only lib/base/real.c reads and writes real numbers"
bad=$(grep -n -E '(mkstemp|mkdtemp|O_TMPFILE)' bin/*.c bin/*/*.c lib/*/*.c |
    grep -v -E '^(lib/base/(file|nameless)|bin/cli/(replace|npy)|bin/eval/pack)\.c:')
is "$bad" "" "temporary files are made in a few places, which guard them"
bad=$(grep -n -E '(^|[^a-z_])setlocale *\(' bin/*.c bin/*/*.c)
is "$bad" "" "commands keep the locale \"C\", so that strtod() does"
bad=$(grep -n -E '.{81,}' lib/*/*.[ch] bin/*.c bin/*/*.[ch] |
    grep -v -e '/\* ----' | cut -d: -f1,2)
is "$bad" "" "80 columns, but for rules between sections"
bad=$(grep -l -E '	' lib/*/*.[ch] bin/*.c bin/*/*.[ch])
is "$bad" "" "no tabs in C"
done_testing
