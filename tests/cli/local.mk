# The commands from outside: what they print, and how they end.
check_PROGRAMS += tests/cli/probe
tests_cli_probe_SOURCES = tests/cli/probe.c
tests_cli_probe_LDADD = $(bltcli_ldadd)
cli_tests = tests/cli/shared.t tests/cli/gen.t tests/cli/embed.t tests/cli/libblt.t
TESTS += $(cli_tests)
dist_check_SCRIPTS += $(cli_tests)
TESTS += tests/cli/train.t
dist_check_SCRIPTS += tests/cli/train.t
