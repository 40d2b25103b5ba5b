lib_libbltcore_la_SOURCES += lib/latent/session.h lib/latent/session.c \
    lib/latent/feed.c lib/latent/state.c lib/latent/tape.h lib/latent/tape.c \
    lib/latent/flops.c
