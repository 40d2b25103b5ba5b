lib_libbltcore_la_SOURCES += lib/stream/stream.h lib/stream/number.c \
    lib/stream/writer.c lib/stream/clip.c lib/stream/reader.c
