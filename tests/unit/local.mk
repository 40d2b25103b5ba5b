check_PROGRAMS += tests/unit/base
tests_unit_base_SOURCES = tests/unit/base.c
tests_unit_base_LDADD = $(test_ldadd)
TESTS += tests/unit/base
check_PROGRAMS += tests/unit/gen
tests_unit_gen_SOURCES = tests/unit/gen.c
tests_unit_gen_LDADD = $(test_ldadd)
TESTS += tests/unit/gen
