lib_libbltcore_la_SOURCES += lib/words/words.h lib/words/token.c \
    lib/words/automaton.h lib/words/automaton.c lib/words/build_automaton.c \
    lib/words/lexicon.h lib/words/lexicon.c lib/words/build_lexicon.c \
    lib/words/ngram.h lib/words/ngram.c lib/words/around.h \
    lib/words/around.c lib/words/build_around.c lib/words/count.h \
    lib/words/count.c lib/words/build_ngram.c lib/words/vocabulary.h \
    lib/words/vocabulary.c lib/words/choose.c lib/words/plan.h \
    lib/words/plan.c lib/words/build.c lib/words/channel.h \
    lib/words/channel.c lib/words/channel_file.c lib/words/corrupt.c \
    lib/words/learn.h lib/words/learn.c lib/words/pairs.c
