lib_libbltcore_la_SOURCES += \
    lib/spell/broken.c \
    lib/spell/blt_score.c \
    lib/spell/blt_score.h \
    lib/spell/candidates.c \
    lib/spell/candidates.h \
    lib/spell/check.c \
    lib/spell/correct.c \
    lib/spell/data.c \
    lib/spell/data.h \
    lib/spell/detect.c \
    lib/spell/document.c \
    lib/spell/evidence.c \
    lib/spell/evidence.h \
    lib/spell/find_sites.c \
    lib/spell/finding.c \
    lib/spell/hunspell.c \
    lib/spell/hunspell.h \
    lib/spell/hunspell_calls.h \
    lib/spell/is_word.c \
    lib/spell/names.c \
    lib/spell/names.h \
    lib/spell/ngram_score.c \
    lib/spell/rank.c \
    lib/spell/rank.h \
    lib/spell/rescore.c \
    lib/spell/site.c \
    lib/spell/site.h \
    lib/spell/speller.c \
    lib/spell/speller.h \
    lib/spell/rank_weights.c \
    lib/spell/rank_weights.h \
    lib/spell/variant.c \
    lib/spell/word_counts.c \
    lib/spell/word_counts.h \
    lib/spell/written.c \
    lib/spell/written.h
if HUNSPELL
lib_libbltcore_la_SOURCES += lib/spell/hunspell_calls.cc
endif
