lib_libbltcore_la_SOURCES += lib/spell/spell.h lib/spell/data.c \
    lib/spell/explain.h lib/spell/explain.c lib/spell/minima.h \
    lib/spell/minima.c lib/spell/backwards.h lib/spell/backwards.c \
    lib/spell/trie.h lib/spell/trie.c lib/spell/reading.h \
    lib/spell/reading.c lib/spell/found.h lib/spell/found.c \
    lib/spell/search.c lib/spell/skip.h lib/spell/skip.c lib/spell/chunk.c \
    lib/spell/html.c lib/spell/markdown.c lib/spell/tex.c lib/spell/mail.c \
    lib/spell/code.c lib/spell/choice.h lib/spell/decide.c lib/spell/known.h \
    lib/spell/known.c lib/spell/hunspell.h lib/spell/hunspell.c \
    lib/spell/context.h lib/spell/context.c lib/spell/speller.h \
    lib/spell/speller.c lib/spell/language.c lib/spell/right.c \
    lib/spell/recall.h lib/spell/recall.c lib/spell/neighbours.c \
    lib/spell/propose.c lib/spell/consult.c
