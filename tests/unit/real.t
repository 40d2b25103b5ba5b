#!/bin/sh
# Numbers as text under a locale with a decimal comma, made here.
. "$top_srcdir/tests/lib/tap.sh"
localedef -i de_DE -f UTF-8 "$T/de_DE.UTF-8" >/dev/null 2>&1
LOCPATH=$T LC_ALL=de_DE.UTF-8 "$top_builddir/tests/unit/real"
