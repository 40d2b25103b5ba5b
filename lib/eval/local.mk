lib_libbltcore_la_SOURCES += lib/eval/sentence.h lib/eval/sentence.c \
    lib/eval/align.h lib/eval/align.c lib/eval/correction.c \
    lib/eval/calibration.c lib/eval/lines.h lib/eval/lines.c \
    lib/eval/spell_eval.c lib/eval/suggestion.c lib/eval/flops_meter.c \
    lib/eval/coder.c lib/eval/cute.c lib/eval/cute_prompts.h \
    lib/eval/cute_prompts.c
dist_bltinclude_HEADERS += lib/blt/eval.h lib/blt/coder.h
