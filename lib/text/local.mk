lib_libbltcore_la_SOURCES +=
