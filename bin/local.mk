# Each command is one file over the public headers, plus what all share.
include bin/cli/local.mk
bin_PROGRAMS += bin/blt-model
bin_blt_model_SOURCES = bin/blt-model.c bin/model/model.h \
    bin/model/info.c bin/model/compare.c
bin_blt_model_LDADD = $(bltcli_ldadd)
bin_blt_model_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-entropy
bin_blt_entropy_SOURCES = bin/blt-entropy.c bin/entropy/entropy.h \
    bin/entropy/rows.c bin/entropy/units.c bin/entropy/view.c \
    bin/entropy/html.c bin/entropy/report.c \
    bin/entropy/secrets.c
bin_blt_entropy_LDADD = $(bltcli_ldadd)
bin_blt_entropy_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-patch
bin_blt_patch_SOURCES = bin/blt-patch.c bin/patch/patch.h \
    bin/patch/target.c bin/patch/join.c bin/patch/picture.c \
    bin/patch/report.c
bin_blt_patch_LDADD = $(bltcli_ldadd)
bin_blt_patch_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-gen
bin_blt_gen_SOURCES = bin/blt-gen.c
bin_blt_gen_LDADD = $(bltcli_ldadd)
bin_blt_gen_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-embed
bin_blt_embed_SOURCES = bin/blt-embed.c bin/embed/embed.h \
    bin/embed/nearest.c
bin_blt_embed_LDADD = $(bltcli_ldadd)
bin_blt_embed_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-train
bin_blt_train_SOURCES = bin/blt-train.c
bin_blt_train_LDADD = $(bltcli_ldadd)
bin_blt_train_LDFLAGS = $(SAN_CFLAGS)
# Each verb of blt-eval has a file in bin/eval/.
bin_PROGRAMS += bin/blt-eval
bin_blt_eval_SOURCES = bin/blt-eval.c bin/eval/eval.h bin/eval/text.c \
    bin/eval/score.c bin/eval/pack.c bin/eval/bpb.c \
    bin/eval/flops.c bin/eval/noise.c bin/eval/pair.c bin/eval/spell.c \
    bin/eval/word.c bin/eval/cute.c bin/eval/code.c
bin_blt_eval_LDADD = $(bltcli_ldadd)
bin_blt_eval_LDFLAGS = $(SAN_CFLAGS)
bin_PROGRAMS += bin/blt-spell
bin_blt_spell_SOURCES = bin/blt-spell.c bin/spell/spell.h bin/spell/text.c \
    bin/spell/mode.c bin/spell/words.c bin/spell/edit.c bin/spell/diff.c \
    bin/spell/inplace.c bin/spell/list.c bin/spell/why.c bin/spell/sarif.c \
    bin/spell/ispell.c
bin_blt_spell_LDADD = $(bltcli_ldadd)
bin_blt_spell_LDFLAGS = $(SAN_CFLAGS)

# The library comes first, but only a change of what it exports, or of its
# version, relinks the commands.
$(bin_PROGRAMS): lib/libblt.map lib/local.mk | lib/libblt.la
