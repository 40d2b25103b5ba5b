lib_libbltcore_la_SOURCES += \
    lib/lang/dawg.c \
    lib/lang/dawg.h \
    lib/lang/channel.c \
    lib/lang/channel.h \
    lib/lang/channel_file.c \
    lib/lang/cloze.c \
    lib/lang/cloze.h \
    lib/lang/corrupt.c \
    lib/lang/lang.h \
    lib/lang/lexicon.c \
    lib/lang/lexicon.h \
    lib/lang/ngram.c \
    lib/lang/ngram.h \
    lib/lang/token.c
