check_PROGRAMS += tests/golden/file
tests_golden_file_SOURCES = tests/golden/file.c
tests_golden_file_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_golden_file_LDADD = $(golden_ldadd) $(JANSSON_LIBS)
TESTS += tests/golden/file
EXTRA_DIST += tests/golden/README.md tests/golden/thin.py \
    tests/golden/published/blt-1b-hf.config.json \
    tests/golden/published/blt-1b-hf.tensors.json \
    tests/golden/published/blt-7b-hf.config.json \
    tests/golden/published/blt-7b-hf.tensors.json \
    tests/golden/published/hf_integration_expectations.json \
    tests/golden/tiny-a-default/cases.json \
    tests/golden/tiny-a-default/cases.safetensors \
    tests/golden/tiny-a-default/config.json \
    tests/golden/tiny-a-default/grads.json \
    tests/golden/tiny-a-default/grads.safetensors \
    tests/golden/tiny-a-default/meta_native.json \
    tests/golden/tiny-a-default/meta_native.safetensors \
    tests/golden/tiny-a-default/model.safetensors \
    tests/golden/tiny-a-default/patcher_grads.safetensors \
    tests/golden/tiny-b-gqa/cases.json \
    tests/golden/tiny-b-gqa/cases.safetensors \
    tests/golden/tiny-b-gqa/config.json \
    tests/golden/tiny-b-gqa/grads.json \
    tests/golden/tiny-b-gqa/grads.safetensors \
    tests/golden/tiny-b-gqa/model.safetensors \
    tests/golden/tiny-b-gqa/patcher_grads.safetensors \
    tests/golden/tiny-c-proj/cases.json \
    tests/golden/tiny-c-proj/cases.safetensors \
    tests/golden/tiny-c-proj/config.json \
    tests/golden/tiny-c-proj/model.safetensors \
    tests/golden/tiny-d-bf16/cases.json \
    tests/golden/tiny-d-bf16/cases.safetensors \
    tests/golden/tiny-d-bf16/config.json \
    tests/golden/tiny-d-bf16/model-00001-of-00002.safetensors \
    tests/golden/tiny-d-bf16/model-00002-of-00002.safetensors \
    tests/golden/tiny-d-bf16/model.safetensors.index.json \
    tests/golden/tiny-e-maxpatch/cases.json \
    tests/golden/tiny-e-maxpatch/cases.safetensors \
    tests/golden/tiny-e-maxpatch/config.json \
    tests/golden/tiny-e-maxpatch/model.safetensors

check_PROGRAMS += tests/golden/engine
tests_golden_engine_SOURCES = tests/golden/engine.c
tests_golden_engine_LDADD = $(golden_ldadd) $(JANSSON_LIBS)
TESTS += tests/golden/engine

check_PROGRAMS += tests/golden/shipped
tests_golden_shipped_SOURCES = tests/golden/shipped.c
tests_golden_shipped_LDADD = $(test_ldadd)
TESTS += tests/golden/shipped

# Skipped where there is no PyTorch.
TESTS += tests/golden/downloads.t
dist_check_SCRIPTS += tests/golden/downloads.t tests/golden/downloads.py
