# Each command is one file over the public headers, plus what all share.
include bin/cli/local.mk
