# What all commands share.  An archive, so that a command takes from it only
# what it uses: one without a model does not look for one.
noinst_LTLIBRARIES += bin/libbltcli.la
bin_libbltcli_la_SOURCES = bin/cli/cli.h bin/cli/inside.h \
    bin/cli/settings.c bin/cli/common.c bin/cli/options.c \
    bin/cli/help.c bin/cli/progress.c bin/cli/replace.c \
    bin/cli/message.c bin/cli/output.c \
    bin/cli/source.c bin/cli/charset.c bin/cli/input.c \
    bin/cli/data.c bin/cli/locale.c bin/cli/model.c bin/cli/json.c \
    bin/cli/buf.c \
    bin/cli/stream.c bin/cli/npy.c \
    bin/cli/scored.h bin/cli/scored.c \
    lib/base/nameless.h lib/base/nameless.c
bin_libbltcli_la_CPPFLAGS = $(AM_CPPFLAGS)
bin_libbltcli_la_SOURCES += bin/cli/terminal.c bin/cli/report.c
# libblt by -l: automake would otherwise relink each program whenever the
# library changes, which a shared library does not need.
bltcli_ldadd = bin/libbltcli.la -Llib -lblt
