#!/bin/sh
# Every page is valid mdoc, renders as it was meant, and has every option of
# its command, as has every completion; each command has a page; every
# citation of MODEL.md names one of its sections, and every path that the
# documents name exists.
. "$top_srcdir/tests/lib/tap.sh"

# What a page says to a formatter.  That a page it names is not installed is
# not its fault.
if command -v mandoc >/dev/null; then
    for page in "$top_srcdir"/man/*.[1-8]; do
        mandoc -T lint -W all "$page" 2>&1 |
            grep -v -e 'referenced manual not found' -e 'mandoc.db' >"$T/err"
        [ ! -s "$T/err" ]; ok "${page##*/}: mandoc -T lint"
    done

    # Macros that enclose the rest of a line, such as Pq and Op, swallow what
    # follows them in the head of an item: "hidden (128, layers (1))".  Lint
    # does not report that.  A comma and another marked-up name inside
    # parentheses or brackets give it away, as does an unbalanced pair.
    cat >"$T/heads.awk" <<'EOF'
    BEGIN { RS = "<dt" }
    NR > 1 {
        sub(/^[^>]*>/, ""); sub(/<\/dt>.*/, "")
        gsub(/<\/?a[^>]*>/, ""); gsub(/&#x00A0;/, " "); gsub(/[ \n]+/, " ")
        gsub(/<[a-z][^>]*>/, "\001"); gsub(/<[^>]*>/, "")
        bad = depth = 0
        for (i = 1; i <= length($0); i++) {
            c = substr($0, i, 1)
            depth += (c == "(" || c == "[") - (c == ")" || c == "]")
            if (depth < 0 || (depth > 0 && substr($0, i) ~ /^, ?\001/))
                bad = 1
        }
        gsub(/\001/, "")
        if (bad || depth) print
    }
EOF
    for page in "$top_srcdir"/man/*.[1-8]; do
        mandoc -T html -O fragment "$page" 2>"$T/err" |
            awk -f "$T/heads.awk" >"$T/heads"
        is "$(cat "$T/heads")" "" "${page##*/}: heads of items"
    done
    # has PAGE HEAD: an item of the page has this head.
    has() {
        mandoc -T utf8 -O width=78 "$top_srcdir/man/$1" | sed 's/.\x08//g' |
            sed 's/^ *//' | grep -q -x -F -e "$2"
        ok "$1: $2"
    }
    has blt-train.1 'hidden (128), layers (1), heads (4)'
    has blt-train.1 'window (128; 0 in [global])'
    has blt-train.1 'beta1 (0.9), beta2 (0.95), eps (1e-8), decay (0.1)'
    has blt-train.1 '--stop-after=N | TIME'
    has blt-model.1 '-o file, --output=file'
    has blt-eval.1 '--lang=auto | code,...'
    has blt-spell.1 '-i[suffix], --in-place[=suffix]'
fi

# Comments cite MODEL.md by section: "MODEL.md 5.3", "MODEL.md 8, 9".
sed -n 's/^###* \([0-9.]*\) .*/\1/p' "$top_srcdir/MODEL.md" | sort \
    >"$T/sections"
grep -rhoE 'MODEL\.md [0-9.]*[0-9](, [0-9.]*[0-9])*' "$top_srcdir/lib" \
    "$top_srcdir/bin" --include='*.[ch]' | sed 's/MODEL.md //' |
    tr -s ', ' '\n\n' | sort -u >"$T/cited"
[ -s "$T/cited" ]; ok "comments cite MODEL.md"
is "$(comm -13 "$T/sections" "$T/cited")" "" \
    "every section that is cited exists"

# What the documents at the top and in the folders name exists: a path in
# backquotes is a file, a folder or a program made from a file of that name.
cd "$top_srcdir" || exit 1
for page in README.md HACKING.md MODEL.md lib/README.md bench/README.md \
    share/*/README.md; do
    missing=
    for path in $(grep -oE '`(lib|bin|man|tests|share|bench)/[^` ]*`' \
        "$page" | tr -d '`' | sort -u); do
        case $path in
        *NAME* | *LANG*) continue ;;
        esac
        [ -e "$path" ] || [ -e "$path.c" ] || missing="$missing $path"
    done
    is "$missing" "" "$page: the paths that it names exist"
done
cd "$T" || exit 1

for source in "$top_srcdir"/bin/blt-*.c; do
    name=${source##*/} name=${name%.c}
    page=$top_srcdir/man/$name.1
    [ -f "$page" ]; ok "$name has a page" || continue
    [ -f "$page" ] && [ -x "$top_builddir/bin/$name" ] || continue
    "$name" --completion=list >"$T/list" || exit 1
    missing=
    for option in $(cat "$T/list"); do
        case $option in
        --*) word="Fl -${option#--}" ;;
        *) word="Fl ${option#-}" ;;
        esac
        # In mdoc a dash inside a name may be escaped.
        sed 's/\\-/-/g; s/Fl Fl /Fl -/g' "$page" | grep -q -E -e "$word( |,|\$)" ||
            missing="$missing $option"
    done
    is "$missing" "" "$name.1 has every option"
    # and no option that is none
    sed 's/\\-/-/g; s/Fl Fl /Fl -/g' "$page" |
        sed -n '/^\.Sh DESC/,/^\.Sh E/s/^\.It Fl //p' | tr ',' '\n' |
        sed 's/^ *Fl //; s/ .*//' |
        grep -E '^(-?[A-Za-z][a-z-]*)$' | sed 's/^/-/' >"$T/page"
    extra=
    for option in $(cat "$T/page"); do
        tr ' ' '\n' <"$T/list" | grep -q -x -e "$option" ||
            extra="$extra $option"
    done
    is "$extra" "" "and no other"
    for shell in bash zsh fish; do
        "$name" --completion=$shell >"$T/$shell" || exit 1
        missing=
        for option in $(tr ' ' '\n' <"$T/list" | grep -e '^--'); do
            case $shell in
            fish) grep -q -e " -l ${option#--} *" "$T/$shell" ;;
            *) grep -q -e "$option" "$T/$shell" ;;
            esac || missing="$missing $option"
        done
        is "$missing" "" "$name: $shell completes every option"
    done
    "$name" --help | head -n 1 | grep -q "^Usage: $name "
    ok "$name --help"
    purpose=$("$name" --help | sed -n '2s/\.$//p')
    nd=$(sed -n 's/^\.Nd //p' "$page")
    is "$(echo "$purpose" | tr A-Z a-z)" "$(echo "$nd" | tr A-Z a-z)" \
        "$name: page and --help agree what it is for"
done
done_testing
