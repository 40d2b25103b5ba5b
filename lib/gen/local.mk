lib_libbltcore_la_SOURCES += lib/gen/gen.h lib/gen/sample.c lib/gen/utf8.c \
    lib/gen/needle.c lib/gen/stop.c lib/gen/until.c lib/gen/ban.c \
    lib/gen/bias.c lib/gen/reach.c lib/gen/guide.c lib/gen/state.c \
    lib/gen/gen.c
