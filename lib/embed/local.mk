lib_libbltcore_la_SOURCES += lib/embed/embed.h lib/embed/embed.c \
    lib/embed/pool.c lib/embed/npy.c lib/embed/nearest.c
dist_bltinclude_HEADERS += lib/blt/nearest.h
