# TAP everywhere.  `make check' prints failures and one line of totals, with
# V=1 every test point.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' V='$(V)' $(SHELL) \
    $(top_srcdir)/tests/lib/driver $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .t
AM_TESTS_ENVIRONMENT = \
    top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
    PATH='$(abs_top_builddir)/bin':$$PATH; \
    BLT_TREE='$(abs_top_srcdir)'; LC_ALL=C.UTF-8; \
    ASAN_OPTIONS=detect_leaks=1; OPENBLAS_NUM_THREADS=1; SANITIZED='$(SAN_CFLAGS)'; \
    MPIEXEC='$(MPIEXEC)'; \
    export top_srcdir top_builddir PATH BLT_TREE LC_ALL ASAN_OPTIONS \
        OPENBLAS_NUM_THREADS SANITIZED MPIEXEC;

# In place of automake's rule, which prints a dozen lines.
$(TEST_SUITE_LOG): $(TEST_LOGS)
	@$(SHELL) $(top_srcdir)/tests/lib/summary $@ $(TEST_LOGS:.log=)
EXTRA_DIST += tests/lib/driver tests/lib/summary

# Programs link the whole library with its internal symbols, by -l, so that
# a change of one of its files relinks the library and not every program.
test_ldadd = -Llib -lblttest
$(check_PROGRAMS): lib/local.mk | lib/libblttest.la lib/libblt.la
EXTRA_DIST += tests/lib/tap.h tests/lib/tap.sh tests/compare-builds tests/cross \
    tests/analyze tests/cppcheck.cfg

# Static analysis of lib/ and bin/.
analyze: $(BUILT_SOURCES)
	@$(SHELL) $(top_srcdir)/tests/analyze . -std=c11 $(DEFS) \
	    $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) -DBLT_DATA_DIR='""' $(CPPFLAGS) \
	    $(JANSSON_CFLAGS) $(PCRE2_CFLAGS) $(ICU_CFLAGS) $(TEXTCAT_CFLAGS) \
	    $(OPENBLAS_CFLAGS) $(HUNSPELL_CFLAGS) $(MPI_CFLAGS) $(PTHREAD_CFLAGS)
.PHONY: analyze

# Golden data: test programs link $(golden_ldadd) instead.
check_LTLIBRARIES += tests/lib/libgolden.la
tests_lib_libgolden_la_SOURCES = tests/lib/golden.c tests/lib/golden.h
tests_lib_libgolden_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_lib_libgolden_la_LIBADD = $(JANSSON_LIBS)
golden_ldadd = tests/lib/libgolden.la $(test_ldadd)

include tests/charset/local.mk
include tests/unit/local.mk
include tests/golden/local.mk
include tests/grad/local.mk
include tests/cli/local.mk
include tests/spell/local.mk
include tests/corpus/local.mk
include tests/torch/local.mk
include tests/rules/local.mk
include tests/fault/local.mk
include tests/fuzz/local.mk
