lib_libbltcore_la_SOURCES += lib/embed/embed.h lib/embed/embed.c \
    lib/embed/pool.c lib/embed/npy.c
