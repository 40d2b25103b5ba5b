# Laws that every change answers to.
rules_tests = tests/rules/layers.t tests/rules/links.t tests/rules/shape.t \
    tests/rules/symbols.t tests/rules/pages.t
TESTS += $(rules_tests)
dist_check_SCRIPTS += $(rules_tests)
EXTRA_DIST += tests/rules/links.awk tests/rules/functions.awk \
    tests/rules/types.awk
