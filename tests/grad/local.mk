check_PROGRAMS += tests/grad/golden
tests_grad_golden_SOURCES = tests/grad/golden.c
tests_grad_golden_LDADD = $(golden_ldadd) $(JANSSON_LIBS)
TESTS += tests/grad/golden
