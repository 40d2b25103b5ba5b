lib_libbltcore_la_SOURCES += lib/latent/session.h lib/latent/session.c \
    lib/latent/scratch.h lib/latent/scratch.c lib/latent/cross_rows.h \
    lib/latent/cross_rows.c lib/latent/encode.h lib/latent/encode.c \
    lib/latent/patches.h lib/latent/patches.c lib/latent/decode.h \
    lib/latent/decode.c lib/latent/piece.h lib/latent/piece.c \
    lib/latent/finite.h lib/latent/finite.c \
    lib/latent/feed.c lib/latent/state.c lib/latent/tape.h lib/latent/tape.c \
    lib/latent/tape_parts.h lib/latent/tape_parts.c lib/latent/tape_memory.c \
    lib/latent/tape_patcher.c lib/latent/tape_main.c \
    lib/latent/flops.h lib/latent/flops.c
