lib_libbltcore_la_SOURCES += \
    lib/markup/code.c \
    lib/markup/exclude.h \
    lib/markup/formats.h \
    lib/markup/html.c \
    lib/markup/ignore.c \
    lib/markup/mail.c \
    lib/markup/markdown.c \
    lib/markup/markup.c \
    lib/markup/markup.h \
    lib/markup/mode.c \
    lib/markup/nonwords.c \
    lib/markup/pragma.c \
    lib/markup/scan.c \
    lib/markup/scan.h \
    lib/markup/tex.c
