check_PROGRAMS += tests/grad/golden
tests_grad_golden_SOURCES = tests/grad/golden.c
tests_grad_golden_LDADD = $(test_ldadd)
TESTS += tests/grad/golden
