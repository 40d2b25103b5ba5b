check_PROGRAMS += tests/unit/config tests/unit/safetensors tests/unit/model
tests_unit_config_SOURCES = tests/unit/config.c
tests_unit_config_LDADD = $(test_ldadd)
tests_unit_safetensors_SOURCES = tests/unit/safetensors.c
tests_unit_safetensors_LDADD = $(test_ldadd)
tests_unit_model_SOURCES = tests/unit/model.c
tests_unit_model_LDADD = $(golden_ldadd)
TESTS += tests/unit/config tests/unit/safetensors tests/unit/model

check_PROGRAMS += tests/unit/text tests/unit/stream
tests_unit_text_SOURCES = tests/unit/text.c
tests_unit_text_LDADD = $(test_ldadd)
tests_unit_stream_SOURCES = tests/unit/stream.c
tests_unit_stream_LDADD = $(test_ldadd)
TESTS += tests/unit/text tests/unit/stream

check_PROGRAMS += tests/unit/patch
tests_unit_patch_SOURCES = tests/unit/patch.c
tests_unit_patch_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_unit_patch_LDADD = $(test_ldadd) $(JANSSON_LIBS)
TESTS += tests/unit/patch
EXTRA_DIST += tests/golden/patching.json

check_PROGRAMS += tests/unit/base
tests_unit_base_SOURCES = tests/unit/base.c
tests_unit_base_LDADD = $(test_ldadd)
TESTS += tests/unit/base
check_PROGRAMS += tests/unit/gen
tests_unit_gen_SOURCES = tests/unit/gen.c
tests_unit_gen_LDADD = $(test_ldadd)
TESTS += tests/unit/gen
check_PROGRAMS += tests/unit/embed
tests_unit_embed_SOURCES = tests/unit/embed.c
tests_unit_embed_LDADD = $(test_ldadd)
TESTS += tests/unit/embed
EXTRA_DIST += tests/lib/fake_session.h
check_PROGRAMS += tests/unit/generator
tests_unit_generator_SOURCES = tests/unit/generator.c
tests_unit_generator_LDADD = $(test_ldadd)
TESTS += tests/unit/generator

check_PROGRAMS += tests/unit/kern
tests_unit_kern_SOURCES = tests/unit/kern.c
tests_unit_kern_LDADD = $(test_ldadd)
TESTS += tests/unit/kern
check_PROGRAMS += tests/unit/train tests/unit/steps
tests_unit_train_SOURCES = tests/unit/train.c
tests_unit_train_LDADD = $(test_ldadd)
TESTS += tests/unit/train

check_PROGRAMS += tests/unit/session
tests_unit_session_SOURCES = tests/unit/session.c
tests_unit_session_LDADD = $(golden_ldadd) $(JANSSON_LIBS)
TESTS += tests/unit/session
tests_unit_steps_SOURCES = tests/unit/steps.c
tests_unit_steps_LDADD = $(test_ldadd)
TESTS += tests/unit/steps
