# The PyTorch trainer against the engine; skipped where there is no PyTorch.
check_PROGRAMS += tests/torch/draws
tests_torch_draws_SOURCES = tests/torch/draws.c
tests_torch_draws_LDADD = $(test_ldadd)
TESTS += tests/torch/torch.t
dist_check_SCRIPTS += tests/torch/torch.t tests/torch/check.py
EXTRA_DIST += tests/torch/odd.recipe
