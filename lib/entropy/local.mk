lib_libbltcore_la_SOURCES += lib/entropy/entropy.h lib/entropy/entropy.c
