lib_libbltcore_la_SOURCES += lib/report/level.h lib/report/level.c \
    lib/report/view.h lib/report/view.c lib/report/flush.c \
    lib/report/xml.h lib/report/xml.c lib/report/heat.c lib/report/hex.c \
    lib/report/blocks.h lib/report/blocks.c \
    lib/report/compare.c lib/report/svg.c lib/report/html.c
dist_bltinclude_HEADERS += lib/blt/view.h
nodist_lib_libbltcore_la_SOURCES = lib/report/page.h

# Style and script of the page as C strings, each with the digest by which
# the page's policy knows it: base64 of its SHA-256.
BUILT_SOURCES += lib/report/page.h
# BUILT_SOURCES are made by `make all' and `make check' only.
$(lib_libbltcore_la_OBJECTS): | lib/report/page.h
CLEANFILES += lib/report/page.h
EXTRA_DIST += lib/report/page.css lib/report/page.js lib/report/page.sh
lib/report/page.h: lib/report/page.css lib/report/page.js lib/report/page.sh
	$(AM_V_GEN)$(MKDIR_P) lib/report && $(SHELL) \
	    $(top_srcdir)/lib/report/page.sh $(top_srcdir)/lib/report/page.css \
	    $(top_srcdir)/lib/report/page.js >$@.tmp && mv $@.tmp $@
lib_libbltcore_la_SOURCES += lib/report/report.h lib/report/report.c \
    lib/report/layout.h lib/report/layout.c lib/report/table.c \
    lib/report/phrase.h lib/report/phrase.c lib/report/sections.c \
    lib/report/sections_patch.c
