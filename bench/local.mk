# Not built by default: `make bench/train && bench/train RECIPE`.
EXTRA_PROGRAMS += bench/train
bench_train_SOURCES = bench/train.c
bench_train_LDADD = lib/libbltcore.la
EXTRA_PROGRAMS += bench/cached
EXTRA_DIST += bench/README.md
bench_cached_SOURCES = bench/cached.c
bench_cached_LDADD = lib/libbltcore.la
