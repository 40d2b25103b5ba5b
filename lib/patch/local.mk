lib_libbltcore_la_SOURCES += lib/patch/patch.h lib/patch/cutter.c \
    lib/patch/find.c lib/patch/target.c
