lib_libbltcore_la_SOURCES += lib/file/config_file.h \
    lib/file/model_file.h lib/file/safetensors.h \
    lib/file/weights.h lib/file/weights.c \
    lib/file/safetensors.c lib/file/json.h lib/file/json.c \
    lib/file/reading.h lib/file/hash_sizes.c lib/file/config.c \
    lib/file/config_patch.c lib/file/meta.c lib/file/check.c \
    lib/file/number.h lib/file/number.c lib/file/shards.h \
    lib/file/shards.c lib/file/digest.h lib/file/digest.c \
    lib/file/zip.h lib/file/zip.c lib/file/pickle.h lib/file/pickle.c \
    lib/file/torch.h lib/file/torch.c \
    lib/file/model_parts.h lib/file/model_dir.c lib/file/bind.c \
    lib/file/model.c lib/file/config_write.c lib/file/put.h \
    lib/file/put.c lib/file/save.c
