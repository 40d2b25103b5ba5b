lib_libbltcore_la_SOURCES += lib/spell/spell.h lib/spell/token.c \
    lib/spell/automaton.h lib/spell/automaton.c lib/spell/build_automaton.c \
    lib/spell/lexicon.h lib/spell/lexicon.c lib/spell/build_lexicon.c \
    lib/spell/ngram.h lib/spell/ngram.c lib/spell/data.c lib/spell/count.h \
    lib/spell/count.c lib/spell/build_ngram.c lib/spell/vocabulary.h \
    lib/spell/vocabulary.c lib/spell/choose.c lib/spell/plan.h \
    lib/spell/plan.c lib/spell/build.c
lib_libbltcore_la_SOURCES += lib/spell/channel.h lib/spell/channel.c \
    lib/spell/channel_file.c lib/spell/search.c
lib_libbltcore_la_SOURCES += lib/spell/skip.h lib/spell/skip.c \
    lib/spell/chunk.c lib/spell/html.c lib/spell/markdown.c lib/spell/tex.c \
    lib/spell/mail.c lib/spell/code.c
