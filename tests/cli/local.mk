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
cli_tests += tests/cli/model.t tests/cli/badmodel.t
cli_tests += tests/cli/memory.t tests/cli/examples.t tests/cli/patch.t tests/cli/badstream.t tests/cli/io.t
TESTS += $(cli_tests)
dist_check_SCRIPTS += $(cli_tests)
TESTS += tests/cli/train.t
dist_check_SCRIPTS += tests/cli/train.t
