lib_libbltcore_la_SOURCES += lib/base/base.h lib/base/error.h \
    lib/base/error.c lib/base/options.h lib/base/options.c \
    lib/base/size.c lib/base/buf.c lib/base/file.c lib/base/rng.c \
    lib/base/pool.c lib/base/lookup.c lib/base/monitor.h \
    lib/base/monitor.c
