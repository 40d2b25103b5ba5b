# libbltcore is the whole library as an archive.  libblt is made of it and
# installed; it exports only the symbols of the map file.  libblttest is the
# same with all symbols exported, for tests of internals.
noinst_LTLIBRARIES += lib/libbltcore.la
lib_libbltcore_la_SOURCES =
# Where installed data are; the build tree is found at run time (lookup.c).
lib_libbltcore_la_CPPFLAGS = $(AM_CPPFLAGS) -DBLT_DATA_DIR='"$(pkgdatadir)"'
# Elementwise loops are worth vectorising even where -O2 alone would not.
lib_libbltcore_la_CFLAGS = $(AM_CFLAGS) $(VECT_CFLAGS) $(JANSSON_CFLAGS) \
    $(PCRE2_CFLAGS) $(ICU_CFLAGS) $(TEXTCAT_CFLAGS) $(OPENBLAS_CFLAGS) \
    $(HUNSPELL_CFLAGS) $(MPI_CFLAGS)
lib_libbltcore_la_CXXFLAGS = $(AM_CXXFLAGS) $(HUNSPELL_CFLAGS)
lib_libbltcore_la_LIBADD = $(JANSSON_LIBS) $(PCRE2_LIBS) $(ICU_LIBS) \
    $(TEXTCAT_LIBS) $(OPENBLAS_LIBS) $(HUNSPELL_LIBS) $(MPI_LIBS) \
    $(PTHREAD_LIBS)

# -version-info CURRENT:REVISION:AGE, set once per release:
#   something was removed or changed: CURRENT + 1, REVISION 0, AGE 0
#   something was only added:         CURRENT + 1, REVISION 0, AGE + 1
#   only code changed:                REVISION + 1
# The soname is libblt.so.(CURRENT - AGE), and the version node in libblt.map
# has the same number.  0.1 was 0:0:0.
lib_LTLIBRARIES += lib/libblt.la
lib_libblt_la_SOURCES =
lib_libblt_la_LIBADD = lib/libbltcore.la $(CXX_LIBS)
lib_libblt_la_LDFLAGS = $(SAN_CFLAGS) $(HARDEN_LDFLAGS) -version-info 1:0:0 \
    -Wl,--version-script=$(top_srcdir)/lib/libblt.map
EXTRA_lib_libblt_la_DEPENDENCIES = lib/libblt.map

check_LTLIBRARIES += lib/libblttest.la
lib_libblttest_la_SOURCES =
lib_libblttest_la_LIBADD = lib/libbltcore.la $(CXX_LIBS)
# A path to install to makes it a shared library, although it stays here.
lib_libblttest_la_LDFLAGS = $(SAN_CFLAGS) -avoid-version \
    -rpath $(abs_top_builddir)/lib

bltincludedir = $(includedir)/blt
dist_bltinclude_HEADERS = lib/blt/blt.h lib/blt/error.h lib/blt/config.h \
    lib/blt/patch.h lib/blt/pool.h lib/blt/model.h lib/blt/session.h \
    lib/blt/gen.h lib/blt/embed.h lib/blt/stream.h lib/blt/regex.h \
    lib/blt/script.h lib/blt/segment.h lib/blt/language.h \
    lib/blt/flops.h lib/blt/spell.h lib/blt/locale.h lib/blt/report.h
dist_bltinclude_HEADERS += lib/blt/charset.h lib/blt/version.h \
    lib/blt/progress.h lib/blt/build.h lib/blt/noise.h lib/blt/lookup.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = libblt.pc
EXTRA_DIST += lib/libblt.map lib/README.md

include lib/base/local.mk
include lib/text/local.mk
include lib/num/local.mk
include lib/patch/local.mk
include lib/file/local.mk
include lib/stream/local.mk
include lib/nn/local.mk
include lib/entropy/local.mk
include lib/latent/local.mk
include lib/score/local.mk
include lib/gen/local.mk
include lib/embed/local.mk
include lib/report/local.mk
include lib/lang/local.mk
include lib/langbuild/local.mk
include lib/markup/local.mk
include lib/candidates/local.mk
include lib/spell/local.mk
include lib/eval/local.mk
include lib/train/local.mk
include lib/easy/local.mk
