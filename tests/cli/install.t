#!/bin/sh
# An installation in a staging directory: pkg-config knows how to build against
# it, the soname is that of the interface version, and no file in it depends on
# the folders of the source or of the build.
. "$top_srcdir/tests/lib/tap.sh"
make_says() { sed -n "s/^$1 = //p" "$top_builddir/Makefile"; }
cc=$(make_says CC)
flags=$(make_says SAN_CFLAGS)
prefix=$(make_says prefix)
[ -n "$cc" ] || skip_all "no compiler"
command -v pkg-config >/dev/null || skip_all "no pkg-config"
cd "$T" || exit 1

unset MAKEFLAGS MFLAGS MAKELEVEL
make -C "$top_builddir" -s install DESTDIR="$T/stage" >log 2>&1
ok "make install DESTDIR=..." || sed 's/^/# /' log
pc=$(find stage -name libblt.pc)
[ -n "$pc" ]; ok "libblt.pc is installed"
lib=$T/$(dirname "$(dirname "$pc")")
PKG_CONFIG_PATH=$T/$(dirname "$pc") PKG_CONFIG_SYSROOT_DIR=$T/stage
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
version=$(sed -n 's/^#define BLT_VERSION "\(.*\)"/\1/p' \
    "$top_srcdir/lib/blt/version.h")
is "$(pkg-config --modversion libblt)" "$version" \
    "pkg-config and blt/version.h name one version"
is "$("$top_builddir/bin/blt-patch" --version | head -n 1 | sed 's/.* //')" \
    "$version" "so do the commands"

cat >program.c <<'EOF'
#include <stdio.h>
#include <string.h>
#include <blt/blt.h>

int
main(void)
{
    puts(blt_version());
    return strcmp(blt_version(), BLT_VERSION) != 0
        || strcmp(blt_status_name(BLT_EDATA), "BLT_EDATA") != 0;
}
EOF
$cc -std=c99 -Wall -Werror $flags program.c -o program \
    $(pkg-config --cflags --libs libblt) >err 2>&1
ok "a program builds with pkg-config --cflags --libs libblt"
is "$(LD_LIBRARY_PATH=$lib ./program)" "$version" "and runs"

if command -v readelf >/dev/null && [ -e "$lib/libblt.so" ]; then
    number=$(sed -n 's/^BLT_\([0-9]*\) {.*/\1/p' "$top_srcdir/lib/libblt.map")
    is "$(readelf -d "$lib/libblt.so" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')" \
        "libblt.so.$number" "the soname has the number of the version node"
fi
# With sanitizers, and without the option, names of source files remain.
if [ -z "$flags" ] && grep -q '^MAP_CFLAGS = .' "$top_builddir/Makefile"; then
    source=$(cd "$top_srcdir" && pwd -P) build=$(cd "$top_builddir" && pwd -P)
    case $prefix in
    "$source"/* | "$build"/*)   # make distcheck installs there
        skip "the prefix is in the source or build folder" ;;
    *)
        is "$(grep -r -l -F -e "$build" -e "$source" stage)" "" \
            "no installed file names the folder of the build or of the source" ;;
    esac
fi
done_testing
