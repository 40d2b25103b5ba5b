# Not built by default: `make bench/train && bench/train RECIPE`.
EXTRA_PROGRAMS += bench/train bench/score bench/cached
EXTRA_DIST += bench/README.md
bench_train_SOURCES = bench/train.c bench/bench.c bench/bench.h
bench_train_LDADD = lib/libbltcore.la
bench_score_SOURCES = bench/score.c bench/bench.c bench/bench.h
bench_score_LDADD = lib/libbltcore.la
bench_cached_SOURCES = bench/cached.c bench/bench.c bench/bench.h
bench_cached_LDADD = lib/libbltcore.la
EXTRA_PROGRAMS += bench/speed
bench_speed_SOURCES = bench/speed.c bench/bench.c bench/bench.h
bench_speed_LDADD = lib/libbltcore.la
EXTRA_DIST += bench/curves.awk
EXTRA_DIST += bench/spell
EXTRA_PROGRAMS += bench/language
bench_language_SOURCES = bench/language.c
bench_language_LDADD = lib/libbltcore.la
EXTRA_DIST += bench/scripts.awk bench/scripts.md
