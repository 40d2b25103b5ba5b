lib_libbltcore_la_SOURCES += \
    lib/lang/backoff.c \
    lib/lang/backoff.h \
    lib/lang/channel.c \
    lib/lang/channel.h \
    lib/lang/channel_file.c \
    lib/lang/channel_file.h \
    lib/lang/channel_index.c \
    lib/lang/channel_index.h \
    lib/lang/cloze.c \
    lib/lang/cloze.h \
    lib/lang/corrupt.c \
    lib/lang/corrupt.h \
    lib/lang/dawg.c \
    lib/lang/dawg.h \
    lib/lang/language.h \
    lib/lang/le.h \
    lib/lang/lexicon.c \
    lib/lang/lexicon.h \
    lib/lang/ngram.c \
    lib/lang/ngram.h \
    lib/lang/noise.c \
    lib/lang/normal_word.c \
    lib/lang/normal_word.h \
    lib/lang/token.c \
    lib/lang/token.h \
    lib/lang/word_key.c \
    lib/lang/word_key.h
