lib_libbltcore_la_SOURCES += \
    lib/markup/code.c \
    lib/markup/html.c \
    lib/markup/mail.c \
    lib/markup/markdown.c \
    lib/markup/nonwords.c \
    lib/markup/skip.c \
    lib/markup/skip.h \
    lib/markup/tex.c
