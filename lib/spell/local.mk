lib_libbltcore_la_SOURCES += \
    lib/spell/blt_score.c \
    lib/spell/blt_score.h \
    lib/spell/candidates.c \
    lib/spell/correct.c \
    lib/spell/data.c \
    lib/spell/hunspell.c \
    lib/spell/hunspell.h \
    lib/spell/is_word.c \
    lib/spell/language.c \
    lib/spell/ngram_score.c \
    lib/spell/rank.c \
    lib/spell/rescore.c \
    lib/spell/site.h \
    lib/spell/spell.h \
    lib/spell/speller.c \
    lib/spell/speller.h \
    lib/spell/word_counts.c \
    lib/spell/word_counts.h
