lib_libbltcore_la_SOURCES += lib/train/recipe.h lib/train/recipe.c \
    lib/train/recipe_keys.h lib/train/recipe_keys.c lib/train/corpus.h \
    lib/train/corpus.c lib/train/params.h lib/train/params.c \
    lib/train/warmstart.h lib/train/warmstart.c lib/train/ranks.h \
    lib/train/ranks.c lib/train/muon.h lib/train/muon.c lib/train/sparse.h \
    lib/train/sparse.c lib/train/stage.h lib/train/stage.c lib/train/step.h \
    lib/train/step.c lib/train/valid.h lib/train/valid.c \
    lib/train/progress.h lib/train/progress.c lib/train/checkpoint.h \
    lib/train/checkpoint.c lib/train/card.h lib/train/card.c \
    lib/train/log.h lib/train/log.c lib/train/trainer.h \
    lib/train/trainer_dir.c lib/train/trainer_start.c lib/train/trainer.c
# The loops are long, so the dynamic cost model of -O3 pays; sqrtf in a loop
# becomes a vector instruction only if it need not set errno.
noinst_LTLIBRARIES += lib/train/libadamw.la
lib_train_libadamw_la_SOURCES = lib/train/adamw.h lib/train/adamw.c \
    lib/train/sum.h lib/train/sum.c
lib_train_libadamw_la_CFLAGS = $(AM_CFLAGS) -O3 -fno-math-errno \
    -fno-trapping-math
lib_libbltcore_la_LIBADD += lib/train/libadamw.la
dist_bltinclude_HEADERS += lib/blt/train.h
