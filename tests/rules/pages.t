#!/bin/sh
# Every page is sound, and has every option of its command, as has every
# completion; each command has a page.
. "$top_srcdir/tests/lib/tap.sh"

# What a page says to a formatter.  That a page it names is not installed is
# not its fault.
if command -v mandoc >/dev/null; then
    for page in "$top_srcdir"/man/*.[1-8]; do
        mandoc -T lint -W all "$page" 2>&1 |
            grep -v -e 'referenced manual not found' -e 'mandoc.db' >"$T/err"
        [ ! -s "$T/err" ]; ok "${page##*/}: mandoc -T lint"
    done
fi
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
