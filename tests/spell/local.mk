# blt-spell from outside, on a little English that the tests make.
check_PROGRAMS += tests/spell/anything
tests_spell_anything_SOURCES = tests/spell/anything.c
tests_spell_anything_LDADD = $(test_ldadd)
spell_tests = tests/spell/command.t tests/spell/shipped.t tests/spell/diff.t \
    tests/spell/inplace.t tests/spell/ispell.t tests/spell/anything.t
TESTS += $(spell_tests)
dist_check_SCRIPTS += $(spell_tests)
EXTRA_DIST += tests/spell/data.sh
