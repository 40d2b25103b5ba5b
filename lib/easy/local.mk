lib_libbltcore_la_SOURCES += lib/easy/score.c lib/easy/patch.c \
    lib/easy/generate.c
