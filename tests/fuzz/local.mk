# Fuzz targets.  `make check` replays the seeds and a few thousand changed
# ones.  With clang's libFuzzer, in a build of its own:
#   configure CC=clang --enable-sanitizers CFLAGS='-g -O1 -fsanitize=fuzzer-no-link'
#   make tests/fuzz/lf-config && tests/fuzz/lf-config -max_total_time=600 DIR
check_PROGRAMS += tests/fuzz/safetensors tests/fuzz/config
tests_fuzz_safetensors_SOURCES = tests/fuzz/safetensors.c \
    tests/fuzz/driver.c tests/fuzz/fuzz.h
tests_fuzz_safetensors_LDADD = $(test_ldadd)
tests_fuzz_config_SOURCES = tests/fuzz/config.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_config_LDADD = $(test_ldadd)
TESTS += tests/fuzz/safetensors tests/fuzz/config

EXTRA_PROGRAMS += tests/fuzz/lf-safetensors tests/fuzz/lf-config
tests_fuzz_lf_safetensors_SOURCES = tests/fuzz/safetensors.c
tests_fuzz_lf_safetensors_LDADD = lib/libbltcore.la
tests_fuzz_lf_safetensors_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_lf_config_SOURCES = tests/fuzz/config.c
tests_fuzz_lf_config_LDADD = lib/libbltcore.la
tests_fuzz_lf_config_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-safetensors tests/fuzz/lf-config
EXTRA_DIST += tests/fuzz/seeds/two.safetensors \
    tests/fuzz/seeds/empty.safetensors tests/fuzz/seeds/many.safetensors \
    tests/fuzz/seeds/small.json tests/fuzz/seeds/meta.json
check_PROGRAMS += tests/fuzz/stream
tests_fuzz_stream_SOURCES = tests/fuzz/stream.c
tests_fuzz_stream_LDADD = $(test_ldadd)
TESTS += tests/fuzz/stream

EXTRA_PROGRAMS += tests/fuzz/lf-stream
tests_fuzz_lf_stream_SOURCES = tests/fuzz/stream.c
tests_fuzz_lf_stream_CPPFLAGS = $(AM_CPPFLAGS) -DBLT_LIBFUZZER
tests_fuzz_lf_stream_LDADD = lib/libbltcore.la
tests_fuzz_lf_stream_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-stream

check_PROGRAMS += tests/fuzz/model
tests_fuzz_model_SOURCES = tests/fuzz/model.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_model_LDADD = $(test_ldadd)
TESTS += tests/fuzz/model
EXTRA_DIST += tests/fuzz/seeds/int8.safetensors \
    tests/fuzz/seeds/int4.safetensors

EXTRA_PROGRAMS += tests/fuzz/lf-model
tests_fuzz_lf_model_SOURCES = tests/fuzz/model.c
tests_fuzz_lf_model_LDADD = lib/libbltcore.la
tests_fuzz_lf_model_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-model

check_PROGRAMS += tests/fuzz/words
tests_fuzz_words_SOURCES = tests/fuzz/words.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_words_LDADD = $(test_ldadd)
TESTS += tests/fuzz/words
EXTRA_DIST += tests/fuzz/seeds/xx.safetensors \
    tests/fuzz/seeds/cloze.safetensors

EXTRA_PROGRAMS += tests/fuzz/lf-words
tests_fuzz_lf_words_SOURCES = tests/fuzz/words.c
tests_fuzz_lf_words_LDADD = lib/libbltcore.la
tests_fuzz_lf_words_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-words

check_PROGRAMS += tests/fuzz/charset
tests_fuzz_charset_SOURCES = tests/fuzz/charset.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_charset_LDADD = $(test_ldadd)
TESTS += tests/fuzz/charset

EXTRA_PROGRAMS += tests/fuzz/lf-charset
tests_fuzz_lf_charset_SOURCES = tests/fuzz/charset.c
tests_fuzz_lf_charset_LDADD = lib/libbltcore.la
tests_fuzz_lf_charset_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-charset

check_PROGRAMS += tests/fuzz/torch
tests_fuzz_torch_SOURCES = tests/fuzz/torch.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_torch_LDADD = $(test_ldadd)
TESTS += tests/fuzz/torch
EXTRA_DIST += tests/fuzz/seeds/state.pth tests/fuzz/seeds/plain.pth \
    tests/fuzz/seeds/system.pth tests/fuzz/seeds/strided.pth \
    tests/fuzz/seeds/deflated.pth tests/fuzz/seeds/state.pkl

EXTRA_PROGRAMS += tests/fuzz/lf-torch
tests_fuzz_lf_torch_SOURCES = tests/fuzz/torch.c
tests_fuzz_lf_torch_LDADD = lib/libbltcore.la
tests_fuzz_lf_torch_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-torch
