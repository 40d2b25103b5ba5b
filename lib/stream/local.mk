lib_libbltcore_la_SOURCES += lib/stream/stream.h lib/stream/kind.c lib/stream/clip.c \
    lib/stream/writer.h lib/stream/writer.c lib/stream/writer_line.c \
    lib/stream/writer_json.c \
    lib/stream/reader.h lib/stream/reader.c lib/stream/record.c
