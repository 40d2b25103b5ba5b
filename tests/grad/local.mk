check_PROGRAMS += tests/grad/golden
tests_grad_golden_SOURCES = tests/grad/golden.c
tests_grad_golden_LDADD = $(golden_ldadd) $(JANSSON_LIBS)
TESTS += tests/grad/golden

check_PROGRAMS += tests/grad/layers
tests_grad_layers_SOURCES = tests/grad/layers.c
tests_grad_layers_LDADD = $(test_ldadd)
TESTS += tests/grad/layers
