check_PROGRAMS += tests/unit/config tests/unit/safetensors tests/unit/model
tests_unit_config_SOURCES = tests/unit/config.c
tests_unit_config_LDADD = $(test_ldadd)
tests_unit_safetensors_SOURCES = tests/unit/safetensors.c
tests_unit_safetensors_LDADD = $(test_ldadd)
tests_unit_model_SOURCES = tests/unit/model.c tests/unit/models.h \
    tests/unit/models.c
tests_unit_model_LDADD = $(golden_ldadd)
check_PROGRAMS += tests/unit/refused
tests_unit_refused_SOURCES = tests/unit/refused.c tests/unit/models.h \
    tests/unit/models.c
tests_unit_refused_LDADD = $(golden_ldadd)
TESTS += tests/unit/refused
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
check_PROGRAMS += tests/unit/table tests/unit/keyvalue
tests_unit_table_SOURCES = tests/unit/table.c
tests_unit_table_LDADD = $(test_ldadd)
tests_unit_keyvalue_SOURCES = tests/unit/keyvalue.c
tests_unit_keyvalue_LDADD = $(test_ldadd)
TESTS += tests/unit/table tests/unit/keyvalue
check_PROGRAMS += tests/unit/gen
tests_unit_gen_SOURCES = tests/unit/gen.c
tests_unit_gen_LDADD = $(test_ldadd)
TESTS += tests/unit/gen
check_PROGRAMS += tests/unit/embed
tests_unit_embed_SOURCES = tests/unit/embed.c
tests_unit_embed_LDADD = $(test_ldadd)
TESTS += tests/unit/embed
EXTRA_DIST += tests/lib/fake_session.h tests/lib/fake_gen.h
check_PROGRAMS += tests/unit/generator
tests_unit_generator_SOURCES = tests/unit/generator.c
tests_unit_generator_LDADD = $(test_ldadd)
TESTS += tests/unit/generator
check_PROGRAMS += tests/unit/ban
tests_unit_ban_SOURCES = tests/unit/ban.c
tests_unit_ban_LDADD = $(test_ldadd)
TESTS += tests/unit/ban
check_PROGRAMS += tests/unit/regex_check
tests_unit_regex_check_SOURCES = tests/unit/regex_check.c
tests_unit_regex_check_LDADD = $(test_ldadd)
TESTS += tests/unit/regex_check
check_PROGRAMS += tests/unit/guide
tests_unit_guide_SOURCES = tests/unit/guide.c
tests_unit_guide_LDADD = $(test_ldadd)
TESTS += tests/unit/guide

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
check_PROGRAMS += tests/unit/flops
tests_unit_flops_SOURCES = tests/unit/flops.c
tests_unit_flops_LDADD = $(test_ldadd)
TESTS += tests/unit/flops
check_PROGRAMS += tests/unit/words
tests_unit_words_SOURCES = tests/unit/words.c
tests_unit_words_LDADD = $(test_ldadd)
TESTS += tests/unit/words
check_PROGRAMS += tests/unit/channel
tests_unit_channel_SOURCES = tests/unit/channel.c
tests_unit_channel_LDADD = $(test_ldadd)
TESTS += tests/unit/channel
check_PROGRAMS += tests/unit/markup
tests_unit_markup_SOURCES = tests/unit/markup.c
tests_unit_markup_LDADD = $(test_ldadd)
TESTS += tests/unit/markup
check_PROGRAMS += tests/unit/buildwords
tests_unit_buildwords_SOURCES = tests/unit/buildwords.c
tests_unit_buildwords_LDADD = $(test_ldadd)
TESTS += tests/unit/buildwords

check_PROGRAMS += tests/unit/speller
tests_unit_speller_SOURCES = tests/unit/speller.c
tests_unit_speller_LDADD = $(golden_ldadd)
TESTS += tests/unit/speller
check_PROGRAMS += tests/unit/width
tests_unit_width_SOURCES = tests/unit/width.c
tests_unit_width_CFLAGS = $(AM_CFLAGS) $(ICU_CFLAGS)
tests_unit_width_LDADD = $(test_ldadd) $(ICU_LIBS)
TESTS += tests/unit/width

check_PROGRAMS += tests/unit/segment
tests_unit_segment_SOURCES = tests/unit/segment.c
tests_unit_segment_LDADD = $(test_ldadd)
TESTS += tests/unit/segment

check_PROGRAMS += tests/unit/locale
tests_unit_locale_SOURCES = tests/unit/locale.c
tests_unit_locale_CPPFLAGS = $(AM_CPPFLAGS) $(ICU_CFLAGS)
tests_unit_locale_LDADD = $(test_ldadd) $(ICU_LIBS)
TESTS += tests/unit/locale

check_PROGRAMS += tests/unit/charset
tests_unit_charset_SOURCES = tests/unit/charset.c
tests_unit_charset_LDADD = $(test_ldadd)
TESTS += tests/unit/charset
check_PROGRAMS += tests/unit/view
tests_unit_view_SOURCES = tests/unit/view.c
tests_unit_view_LDADD = $(test_ldadd)
TESTS += tests/unit/view

check_PROGRAMS += tests/unit/coder
tests_unit_coder_SOURCES = tests/unit/coder.c
tests_unit_coder_LDADD = $(test_ldadd)
TESTS += tests/unit/coder

check_PROGRAMS += tests/unit/adapt
tests_unit_adapt_SOURCES = tests/unit/adapt.c
tests_unit_adapt_LDADD = $(test_ldadd)
TESTS += tests/unit/adapt
check_PROGRAMS += tests/unit/score
tests_unit_score_SOURCES = tests/unit/score.c
tests_unit_score_LDADD = $(test_ldadd)
TESTS += tests/unit/score
check_PROGRAMS += tests/unit/report
tests_unit_report_SOURCES = tests/unit/report.c
tests_unit_report_LDADD = $(test_ldadd)
TESTS += tests/unit/report
EXTRA_DIST += tests/report/mixed.txt

check_PROGRAMS += tests/unit/language
tests_unit_language_SOURCES = tests/unit/language.c
tests_unit_language_LDADD = $(test_ldadd)
TESTS += tests/unit/language

check_PROGRAMS += tests/unit/sizes
tests_unit_sizes_SOURCES = tests/unit/sizes.c tests/unit/models.h \
    tests/unit/models.c
tests_unit_sizes_LDADD = $(golden_ldadd)
TESTS += tests/unit/sizes

check_PROGRAMS += tests/unit/progress
tests_unit_progress_SOURCES = tests/unit/progress.c tests/unit/models.h \
    tests/unit/models.c
tests_unit_progress_LDADD = $(golden_ldadd)
TESTS += tests/unit/progress

check_PROGRAMS += tests/unit/eval
tests_unit_eval_SOURCES = tests/unit/eval.c
tests_unit_eval_LDADD = $(golden_ldadd)
TESTS += tests/unit/eval
check_PROGRAMS += tests/unit/torch
tests_unit_torch_SOURCES = tests/unit/torch.c
tests_unit_torch_LDADD = $(test_ldadd)
TESTS += tests/unit/torch


check_PROGRAMS += tests/unit/real tests/unit/quote
tests_unit_real_SOURCES = tests/unit/real.c
tests_unit_real_LDADD = $(test_ldadd)
tests_unit_quote_SOURCES = tests/unit/quote.c
tests_unit_quote_LDADD = $(test_ldadd)
TESTS += tests/unit/real.t tests/unit/quote
dist_check_SCRIPTS += tests/unit/real.t
