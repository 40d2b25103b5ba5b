# Failing allocations, failing system calls, signals.  `make check' tries a few
# of each, `make fault' all.  On systems whose C library lacks the names that
# failalloc.c uses the libraries are not built and the test is skipped.
if GLIBC
check_LTLIBRARIES += tests/fault/failalloc.la tests/fault/failcall.la
endif
fault_ldflags = -module -avoid-version -rpath $(abs_top_builddir)/lib
tests_fault_failalloc_la_SOURCES = tests/fault/failalloc.c
tests_fault_failalloc_la_LDFLAGS = $(fault_ldflags)
tests_fault_failcall_la_SOURCES = tests/fault/failcall.c
tests_fault_failcall_la_LDFLAGS = $(fault_ldflags)
tests_fault_failcall_la_LIBADD = -ldl
TESTS += tests/fault/sweep.t
dist_check_SCRIPTS += tests/fault/sweep.t tests/fault/sweep tests/fault/kills
EXTRA_DIST += tests/fault/inputs tests/fault/commands

# FAULTS=N: at most N faults per command and kind; 0: all.
FAULTS = 0
KILLS = 10
fault: all $(check_LTLIBRARIES)
	@bad=; for kind in alloc sticky call short; do \
	    rm -rf fault.tmp; mkdir fault.tmp; \
	    (cd fault.tmp && $(AM_TESTS_ENVIRONMENT) \
	        $(SHELL) $$top_srcdir/tests/fault/sweep $$kind $(FAULTS)) || \
	        bad=1; \
	done; \
	rm -rf fault.tmp; mkdir fault.tmp; \
	(cd fault.tmp && $(AM_TESTS_ENVIRONMENT) \
	    $(SHELL) $$top_srcdir/tests/fault/kills $(KILLS)) || bad=1; \
	rm -rf fault.tmp; test -z "$$bad"
.PHONY: fault
