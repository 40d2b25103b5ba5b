lib_libbltcore_la_SOURCES += \
    lib/candidates/astar.c \
    lib/candidates/astar.h \
    lib/candidates/astar_expand.c \
    lib/candidates/astar_push.c \
    lib/candidates/astar_state.h \
    lib/candidates/edit_costs.c \
    lib/candidates/edit_costs.h \
    lib/candidates/index.c \
    lib/candidates/index.h \
    lib/candidates/nbest.c \
    lib/candidates/nbest.h \
    lib/candidates/range_min.c \
    lib/candidates/range_min.h \
    lib/candidates/reverse.c \
    lib/candidates/reverse.h \
    lib/candidates/search_cache.c \
    lib/candidates/search_cache.h \
    lib/candidates/trie.c \
    lib/candidates/trie.h
