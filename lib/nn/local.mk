lib_libbltcore_la_SOURCES += lib/nn/nn.h lib/nn/linear.c lib/nn/rope.c \
    lib/nn/cache.c lib/nn/attention.c lib/nn/cross.c lib/nn/layer.c \
    lib/nn/stack.c lib/nn/hash.c lib/nn/loss.c
