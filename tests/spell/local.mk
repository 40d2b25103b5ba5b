# blt-spell from outside, on a little English that the tests make.
spell_tests = tests/spell/command.t tests/spell/diff.t \
    tests/spell/inplace.t tests/spell/ispell.t
TESTS += $(spell_tests)
dist_check_SCRIPTS += $(spell_tests)
EXTRA_DIST += tests/spell/data.sh
