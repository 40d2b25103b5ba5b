lib_libbltcore_la_SOURCES += \
    lib/langbuild/build.c \
    lib/langbuild/build_cloze.c \
    lib/langbuild/build_lexicon.c \
    lib/langbuild/build_ngram.c \
    lib/langbuild/count.c \
    lib/langbuild/count.h \
    lib/langbuild/dawg_builder.c \
    lib/langbuild/learn.c \
    lib/langbuild/learn.h \
    lib/langbuild/pairs.c \
    lib/langbuild/plan.c \
    lib/langbuild/plan.h \
    lib/langbuild/select.c \
    lib/langbuild/vocabulary.c \
    lib/langbuild/vocabulary.h
