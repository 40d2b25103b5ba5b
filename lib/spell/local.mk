lib_libbltcore_la_SOURCES += lib/spell/spell.h lib/spell/token.c \
    lib/spell/automaton.h lib/spell/automaton.c lib/spell/build_automaton.c \
    lib/spell/lexicon.h lib/spell/lexicon.c lib/spell/build_lexicon.c \
    lib/spell/ngram.h lib/spell/ngram.c lib/spell/around.h \
    lib/spell/around.c lib/spell/build_around.c lib/spell/data.c lib/spell/count.h \
    lib/spell/count.c lib/spell/build_ngram.c lib/spell/vocabulary.h \
    lib/spell/vocabulary.c lib/spell/choose.c lib/spell/plan.h \
    lib/spell/plan.c lib/spell/build.c
lib_libbltcore_la_SOURCES += lib/spell/channel.h lib/spell/channel.c \
    lib/spell/channel_file.c lib/spell/explain.h lib/spell/explain.c \
    lib/spell/minima.h lib/spell/minima.c lib/spell/backwards.h \
    lib/spell/backwards.c lib/spell/trie.h lib/spell/trie.c \
    lib/spell/reading.h lib/spell/reading.c lib/spell/found.h \
    lib/spell/found.c lib/spell/search.c \
    lib/spell/corrupt.c lib/spell/learn.h lib/spell/learn.c \
    lib/spell/pairs.c
lib_libbltcore_la_SOURCES += lib/spell/skip.h lib/spell/skip.c \
    lib/spell/chunk.c lib/spell/html.c lib/spell/markdown.c lib/spell/tex.c \
    lib/spell/mail.c lib/spell/code.c
lib_libbltcore_la_SOURCES += lib/spell/choice.h lib/spell/decide.c \
    lib/spell/known.h \
    lib/spell/known.c lib/spell/hunspell.h lib/spell/hunspell.c \
    lib/spell/context.h lib/spell/context.c lib/spell/speller.h \
    lib/spell/speller.c lib/spell/language.c lib/spell/right.c \
    lib/spell/recall.h lib/spell/recall.c lib/spell/neighbours.c \
    lib/spell/propose.c lib/spell/consult.c
