lib_libbltcore_la_SOURCES += lib/nn/exec.h lib/nn/linear.h lib/nn/linear.c \
    lib/nn/rope.h lib/nn/rope.c lib/nn/cache.h lib/nn/cache.c \
    lib/nn/attention.h lib/nn/attention.c lib/nn/cross.h lib/nn/cross.c \
    lib/nn/layer.h lib/nn/layer.c lib/nn/row_blocks.h lib/nn/row_blocks.c \
    lib/nn/stack.h lib/nn/stack.c lib/nn/hash.h lib/nn/hash.c lib/nn/loss.h \
    lib/nn/loss.c
