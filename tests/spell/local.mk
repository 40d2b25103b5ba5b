# Tests of blt-spell, on a little English that they make.
check_PROGRAMS += tests/spell/anything
tests_spell_anything_SOURCES = tests/spell/anything.c
tests_spell_anything_LDADD = $(test_ldadd)
spell_tests = tests/spell/command.t tests/spell/shipped.t tests/spell/diff.t \
    tests/spell/inplace.t tests/spell/ispell.t tests/spell/anything.t \
    tests/spell/formats.t tests/spell/harmless.t tests/spell/why.t
TESTS += $(spell_tests)
dist_check_SCRIPTS += $(spell_tests)
EXTRA_DIST += tests/spell/data.sh \
    tests/spell/why/de.txt tests/spell/why/de.why \
    tests/spell/why/en.txt tests/spell/why/en.why \
    tests/spell/why/es.txt tests/spell/why/es.why \
    tests/spell/why/fr.txt tests/spell/why/fr.why \
    tests/spell/why/ru.txt tests/spell/why/ru.why
