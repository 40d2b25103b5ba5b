lib_libbltcore_la_SOURCES += lib/train/train.h lib/train/recipe.c \
    lib/train/corpus.c lib/train/muon.c lib/train/sparse.c \
    lib/train/params.c lib/train/warmstart.c lib/train/ranks.c \
    lib/train/stage.c lib/train/valid.c lib/train/checkpoint.c \
    lib/train/card.c lib/train/log.c lib/train/trainer.c
# sqrtf in a loop becomes a vector instruction only when nobody asks for
# errno; the loops are long, so the dearer cost model pays.
noinst_LTLIBRARIES += lib/train/libadamw.la
lib_train_libadamw_la_SOURCES = lib/train/adamw.c
lib_train_libadamw_la_CFLAGS = $(AM_CFLAGS) -O3 -fno-math-errno \
    -fno-trapping-math
lib_libbltcore_la_LIBADD += lib/train/libadamw.la
dist_bltinclude_HEADERS += lib/blt/train.h
