lib_libbltcore_la_SOURCES += lib/stream/stream.h \
    lib/stream/writer.c lib/stream/clip.c lib/stream/reader.c
