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
    tests/fuzz/seeds/cloze.safetensors tests/fuzz/seeds/order1.safetensors

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

check_PROGRAMS += tests/fuzz/markup
tests_fuzz_markup_SOURCES = tests/fuzz/markup.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_markup_LDADD = $(test_ldadd)
TESTS += tests/fuzz/markup
EXTRA_PROGRAMS += tests/fuzz/lf-markup
tests_fuzz_lf_markup_SOURCES = tests/fuzz/markup.c
tests_fuzz_lf_markup_LDADD = lib/libbltcore.la
tests_fuzz_lf_markup_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-markup

check_PROGRAMS += tests/fuzz/textfile
tests_fuzz_textfile_SOURCES = tests/fuzz/textfile.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_textfile_LDADD = $(test_ldadd)
TESTS += tests/fuzz/textfile
EXTRA_PROGRAMS += tests/fuzz/lf-textfile
tests_fuzz_lf_textfile_SOURCES = tests/fuzz/textfile.c
tests_fuzz_lf_textfile_LDADD = lib/libbltcore.la
tests_fuzz_lf_textfile_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-textfile

check_PROGRAMS += tests/fuzz/state
tests_fuzz_state_SOURCES = tests/fuzz/state.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_state_LDADD = $(test_ldadd)
TESTS += tests/fuzz/state
EXTRA_PROGRAMS += tests/fuzz/lf-state
tests_fuzz_lf_state_SOURCES = tests/fuzz/state.c
tests_fuzz_lf_state_LDADD = lib/libbltcore.la
tests_fuzz_lf_state_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-state

check_PROGRAMS += tests/fuzz/regex
tests_fuzz_regex_SOURCES = tests/fuzz/regex.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_regex_LDADD = $(test_ldadd)
TESTS += tests/fuzz/regex
EXTRA_PROGRAMS += tests/fuzz/lf-regex
tests_fuzz_lf_regex_SOURCES = tests/fuzz/regex.c
tests_fuzz_lf_regex_LDADD = lib/libbltcore.la
tests_fuzz_lf_regex_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-regex

check_PROGRAMS += tests/fuzz/view
tests_fuzz_view_SOURCES = tests/fuzz/view.c tests/fuzz/driver.c \
    tests/fuzz/fuzz.h
tests_fuzz_view_LDADD = $(test_ldadd)
TESTS += tests/fuzz/view
EXTRA_PROGRAMS += tests/fuzz/lf-view
tests_fuzz_lf_view_SOURCES = tests/fuzz/view.c
tests_fuzz_lf_view_LDADD = lib/libbltcore.la
tests_fuzz_lf_view_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
CLEANFILES += tests/fuzz/lf-view

EXTRA_DIST += tests/fuzz/fuzz_file.h tests/fuzz/seeds/markup.txt \
    tests/fuzz/seeds/plan.txt tests/fuzz/seeds/regex.txt

# Runs every target by libFuzzer for MINUTES in all, from the seeds; findings
# are left in fuzz.tmp/.  Needs the build that is described above.
MINUTES = 5
fuzz_targets = safetensors config stream model words charset markup textfile \
    state regex view torch
fuzz:
	@$(MAKE) $(AM_MAKEFLAGS) lib/libbltcore.la \
	    `for t in $(fuzz_targets); do echo tests/fuzz/lf-$$t; done`
	@set -- $(fuzz_targets); seconds=$$(($(MINUTES) * 60 / $$#)); bad=; \
	$(AM_TESTS_ENVIRONMENT) for t in "$$@"; do \
	    mkdir -p fuzz.tmp/$$t; \
	    tests/fuzz/lf-$$t -max_total_time=$$seconds -max_len=65536 \
	        -rss_limit_mb=4096 -timeout=30 -print_final_stats=1 \
	        -artifact_prefix=fuzz.tmp/$$t- fuzz.tmp/$$t \
	        $$top_srcdir/tests/fuzz/seeds >fuzz.tmp/$$t.log 2>&1 || bad=1; \
	    echo "$$t: `sed -n 's/^stat::number_of_executed_units: *//p' \
	        fuzz.tmp/$$t.log` executions, `ls fuzz.tmp/$$t-* 2>/dev/null | \
	        wc -l` findings"; \
	done; test -z "$$bad"
.PHONY: fuzz
