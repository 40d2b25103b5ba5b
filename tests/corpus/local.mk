# share/corpus: the methods on small files; the trial build from packages.
corpus_tests = tests/corpus/methods.t tests/corpus/exercises.t \
    tests/corpus/git.t tests/corpus/quick.t
TESTS += $(corpus_tests)
dist_check_SCRIPTS += $(corpus_tests)
