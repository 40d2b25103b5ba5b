lib_libbltcore_la_SOURCES += lib/text/text.h lib/text/utf8.c \
    lib/text/escape.c lib/text/case.c lib/text/regex.c lib/text/script.c \
    lib/text/regex_automaton.h lib/text/regex_automaton.c \
    lib/text/regex_check.c lib/text/unsupported.h \
    lib/text/unsupported.c \
    lib/text/segment.c lib/text/piece.c lib/text/language.c \
    lib/text/width.h lib/text/width.c
lib_libbltcore_la_SOURCES += lib/text/charset.c lib/text/detect.c
lib_libbltcore_la_SOURCES += lib/text/locale.h lib/text/locale.c \
    lib/text/normal.h lib/text/normal.c
