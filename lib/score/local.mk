lib_libbltcore_la_SOURCES += lib/score/row.h lib/score/row.c \
    lib/score/starts.h lib/score/starts.c lib/score/scorer.c \
    lib/score/patcher.c lib/score/compare.c lib/score/top.h lib/score/top.c \
    lib/score/rank.h lib/score/scored.h lib/score/tally.h lib/score/tally.c lib/score/unit.c \
    lib/score/mixer.h lib/score/context.h lib/score/context.c \
    lib/score/adapt.h lib/score/adapt_state.h lib/score/adapt_state.c \
    lib/score/adapt.c \
    lib/score/block.h lib/score/block.c lib/score/secret.c
dist_bltinclude_HEADERS += lib/blt/score.h lib/blt/tally.h lib/blt/unit.h \
    lib/blt/secret.h
