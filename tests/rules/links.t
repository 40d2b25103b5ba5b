#!/bin/sh
# The layers at link level, from the symbols that objects define and use: no
# folder of lib/ needs a later one, and no two files of a folder need each
# other.  (layers.t checks the same for #include lines.)
. "$top_srcdir/tests/lib/tap.sh"
command -v nm >/dev/null || skip_all "no nm"
[ -d "$top_builddir/lib/base/.libs" ] || skip_all "the library is not built here"
cd "$top_builddir" || exit 1

# objects FOLDER...: the symbols of their objects, as FOLDER/FILE: ...
# Objects whose source is gone are left over from another version.
objects() {
    for folder in "$@"; do
        for object in "$folder"/.libs/*.o "$folder"/*.o; do
            [ -f "$object" ] || continue
            file=${object##*/} file=${file%.o} file=${file#lib*_la-}
            file=${file#blt_*-}
            [ -f "$top_srcdir/$folder/$file.c" ] || continue
            nm -A -g "$object" | sed "s,^[^:]*:,$folder/$file: ,"
        done
    done
}
# A library's objects exist twice where static libraries are built, too.
order=$(sed -n 's/^| `\([a-z]*\)\/` |.*/\1/p' "$top_srcdir/lib/README.md")
objects $(printf 'lib/%s ' $order) | sort -u | sed 's,^lib/,,' >"$T/lib"
awk -v order="$order" -f "$top_srcdir/tests/rules/links.awk" "$T/lib" >"$T/found"
links=$(sed -n 's/^links //p' "$T/found")
[ "$links" -gt 500 ]; ok "$links references between files of lib/"
is "$(grep '^back' "$T/found")" "" "none to a later folder"

# cycles FOLDER FILE: FILE lists none of FOLDER
cycles() {
    is "$(grep "^cycle $1/" "$2")" "" "no two files of $1/ need each other"
}
for folder in $order; do
    cycles "$folder" "$T/found"
done
for folder in bin/cli $(cd "$top_srcdir" && ls -d bin/*/ | sed 's,/$,,' |
    grep -v bin/cli); do
    objects "$folder" | sort -u >"$T/bin"
    awk -f "$top_srcdir/tests/rules/links.awk" "$T/bin" >"$T/found"
    cycles "$folder" "$T/found"
done
done_testing
