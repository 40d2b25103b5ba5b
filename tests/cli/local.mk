# The commands from outside: what they print, and how they end.
check_PROGRAMS += tests/cli/probe
tests_cli_probe_SOURCES = tests/cli/probe.c
tests_cli_probe_LDADD = $(bltcli_ldadd)
check_PROGRAMS += tests/cli/peak
tests_cli_peak_SOURCES = tests/cli/peak.c
check_PROGRAMS += tests/cli/sparse
tests_cli_sparse_SOURCES = tests/cli/sparse.c
tests_cli_sparse_LDADD = $(test_ldadd)
TESTS += tests/cli/sparse
cli_tests = tests/cli/shared.t tests/cli/gen.t tests/cli/embed.t tests/cli/libblt.t
cli_tests += tests/cli/model.t tests/cli/badmodel.t tests/cli/incomplete.t
cli_tests += tests/cli/memory.t tests/cli/trust.t tests/cli/examples.t tests/cli/patch.t tests/cli/badstream.t tests/cli/io.t
TESTS += $(cli_tests)
dist_check_SCRIPTS += $(cli_tests)
TESTS += tests/cli/train.t tests/cli/train-from.t
dist_check_SCRIPTS += tests/cli/train.t tests/cli/train-from.t
TESTS += tests/cli/pieces.t
dist_check_SCRIPTS += tests/cli/pieces.t
TESTS += tests/cli/eval.t
dist_check_SCRIPTS += tests/cli/eval.t
TESTS += tests/cli/eval-spell.t
dist_check_SCRIPTS += tests/cli/eval-spell.t
TESTS += tests/cli/curves.t
dist_check_SCRIPTS += tests/cli/curves.t
TESTS += tests/cli/experiments.t
dist_check_SCRIPTS += tests/cli/experiments.t
TESTS += tests/cli/mpi.t
dist_check_SCRIPTS += tests/cli/mpi.t
TESTS += tests/cli/channel.t
dist_check_SCRIPTS += tests/cli/channel.t
TESTS += tests/cli/view.t
dist_check_SCRIPTS += tests/cli/view.t
view_golden = tests/cli/view/mixed.txt tests/cli/view/mixed.entropy \
    tests/cli/view/heat.none tests/cli/view/heat.16 tests/cli/view/heat.256 \
    tests/cli/view/heat.true tests/cli/view/hex.none tests/cli/view/hex.256 \
    tests/cli/view/entropy.svg tests/cli/view/compare.txt \
    tests/cli/view/compare.svg tests/cli/view/space.txt
EXTRA_DIST += $(view_golden)
TESTS += tests/cli/page.t
dist_check_SCRIPTS += tests/cli/page.t
TESTS += tests/cli/report.t
dist_check_SCRIPTS += tests/cli/report.t
report_pages = entropy.ar entropy.de entropy.en entropy.hi entropy.ja \
    patch.ar patch.de patch.en patch.hi patch.ja
EXTRA_DIST += $(report_pages:%=tests/report/%)
TESTS += tests/cli/charset.t
dist_check_SCRIPTS += tests/cli/charset.t
TESTS += tests/cli/units.t tests/cli/secrets.t
dist_check_SCRIPTS += tests/cli/units.t
TESTS += tests/cli/adapt.t
dist_check_SCRIPTS += tests/cli/adapt.t
TESTS += tests/cli/install.t
dist_check_SCRIPTS += tests/cli/install.t
TESTS += tests/cli/python.t
dist_check_SCRIPTS += tests/cli/python.t
