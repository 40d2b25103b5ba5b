lib_libbltcore_la_SOURCES += lib/base/base.h \
    lib/base/buf.c \
    lib/base/buf.h \
    lib/base/error.c \
    lib/base/error.h \
    lib/base/file.c \
    lib/base/file.h \
    lib/base/hash.h \
    lib/base/keyvalue.c \
    lib/base/keyvalue.h \
    lib/base/lookup.c \
    lib/base/monitor.c \
    lib/base/monitor.h \
    lib/base/options.c \
    lib/base/options.h \
    lib/base/pool.c \
    lib/base/pool.h \
    lib/base/number.c \
    lib/base/number.h \
    lib/base/quote.c \
    lib/base/real.c \
    lib/base/real.h \
    lib/base/rng.c \
    lib/base/rng.h \
    lib/base/size.c \
    lib/base/size.h \
    lib/base/table.c \
    lib/base/table.h
