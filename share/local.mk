recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = share/recipes/README.md share/recipes/first.recipe \
    share/recipes/wren-1.recipe share/recipes/wren-2.recipe \
    share/recipes/wren-3.recipe share/recipes/wren-4.recipe \
    share/recipes/quick.recipe share/recipes/tiny.recipe
dist_recipes_SCRIPTS = share/recipes/samples
torchdir = $(recipesdir)/torch
dist_torch_DATA = share/recipes/torch/README.md \
    share/recipes/torch/checkpoint.py share/recipes/torch/corpus.py \
    share/recipes/torch/files.py share/recipes/torch/model.py \
    share/recipes/torch/optim.py share/recipes/torch/patch.py \
    share/recipes/torch/recipe.py share/recipes/torch/valid.py \
    share/recipes/torch/world.py
dist_torch_SCRIPTS = share/recipes/torch/train.py
experimentsdir = $(recipesdir)/experiments
dist_experiments_SCRIPTS = share/recipes/experiments/run
dist_experiments_DATA = share/recipes/experiments/README.md \
    share/recipes/experiments/list.tsv share/recipes/experiments/table.awk \
    share/recipes/experiments/base.recipe \
    share/recipes/experiments/scaling.tsv \
    share/recipes/experiments/scaling.svg
EXTRA_DIST += share/recipes/experiments/logs share/recipes/logs \
    share/recipes/curves.svg
EXTRA_DIST += share/samples/pictures
samplesdir = $(pkgdatadir)/samples
dist_samples_DATA = share/samples/notes.txt share/samples/draft.txt \
    share/samples/entropy.svg share/samples/blocks.svg \
    share/samples/paragraph.txt \
    share/samples/schemes.svg share/samples/heat.png share/samples/hex.png \
    share/samples/page.png

hooksdir = $(pkgdatadir)/hooks
dist_hooks_SCRIPTS = share/hooks/pre-commit
dist_hooks_DATA = share/hooks/pre-commit-hooks.yaml

# Completions come from the commands' own tables of options, and are made
# again only when a file changes in which options are declared.  A command
# that does not run here (cross-compiling) has empty ones.
completed = blt-embed blt-entropy blt-eval blt-gen blt-model blt-patch \
    blt-spell blt-train
bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d
nodist_bashcomp_DATA = $(completed:%=share/completions/bash/%)
nodist_zshcomp_DATA = $(completed:%=share/completions/zsh/_%)
nodist_fishcomp_DATA = $(completed:%=share/completions/fish/%.fish)
CLEANFILES += $(nodist_bashcomp_DATA) $(nodist_zshcomp_DATA) \
    $(nodist_fishcomp_DATA)
write_completion = $(AM_V_GEN)$(MKDIR_P) $(@D) && \
    { bin/$* --completion=$(notdir $(@D)) >$@.tmp || : >$@.tmp; } && \
    mv -f $@.tmp $@
options = bin/cli/cli.h bin/cli/common.c bin/cli/help.c
share/completions/bash/%: bin/%.c $(options) | bin/%
	$(write_completion)
share/completions/zsh/_%: bin/%.c $(options) | bin/%
	$(write_completion)
share/completions/fish/%.fish: bin/%.c $(options) | bin/%
	$(write_completion)

# What the commands say to people, compiled.
localemsgdir = $(pkgdatadir)/locale
locales = ar de es fr he hi it ja ko pl pt root ru uk zh
nodist_localemsg_DATA = $(locales:%=share/locale/%.res)
CLEANFILES += $(nodist_localemsg_DATA)
EXTRA_DIST += $(locales:%=share/locale/%.txt)
share/locale/%.res: share/locale/%.txt
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GENRB) -q -e UTF-8 -d $(@D) $<

# The model that commands use when none is named: $(modelsdir)/default says
# which.
dist_models_DATA = share/models/default
wrendir = $(modelsdir)/wren
dist_wren_DATA = share/models/wren/config.json \
    share/models/wren/model.safetensors share/models/wren/README.md

# The corpus, rebuilt: scripts that find each other in one folder.
corpusdir = $(pkgdatadir)/corpus
dist_corpus_SCRIPTS = share/corpus/build share/corpus/plan \
    share/corpus/unit share/corpus/mix share/corpus/spelt \
    share/corpus/exercises share/corpus/paragraphs
dist_corpus_DATA = share/corpus/Corpus.pm share/corpus/Markup.pm \
    share/corpus/sources.tsv share/corpus/budgets.tsv \
    share/corpus/repositories.tsv
corpusmethoddir = $(corpusdir)/method
corpus_methods = code descriptions dict ding ebook europarl html json lyx \
    markdown messages mo novel pod rdata records roff sword tei xml
dist_corpusmethod_SCRIPTS = $(corpus_methods:%=share/corpus/method/%)
corpusexercisedir = $(corpusdir)/Exercise
dist_corpusexercise_DATA = share/corpus/Exercise/Draw.pm \
    share/corpus/Exercise/Text.pm share/corpus/Exercise/Returns.pm \
    share/corpus/Exercise/Records.pm share/corpus/Exercise/Runs.pm \
    share/corpus/Exercise/Letters.pm share/corpus/Exercise/prompts.txt \
    share/corpus/Exercise/wordings.tsv

# What people write when they mean a word: blt-channel(5).
channeldir = $(pkgdatadir)/spell
channels = any bg cs da de el en en_sound es fr it nb nl pl pt pt_br ru sv tr \
    uk
dist_channel_DATA = $(channels:%=share/spell/%.channel) \
    share/spell/README.md share/spell/languages.tsv share/spell/any.names
spellwords = bg ca cs da de el en es et fr gl hr hu id it lt lv nb nl pl pt \
    pt_br ro ru sk sl sr sv tr uk vi
dist_channel_DATA += $(spellwords:%=share/spell/%.safetensors)
dist_channel_DATA += share/spell/en.ngrams
dist_channel_SCRIPTS = share/spell/build share/spell/arpa share/spell/forms share/spell/names

# Fingerprints of languages, by which libexttextcat knows them.
languagesdir = $(pkgdatadir)/languages
dist_languages_DATA = share/languages/README.md share/languages/fpdb.conf \
    share/languages/af.lm share/languages/alt.lm share/languages/am.lm \
    share/languages/ar.lm share/languages/as.lm share/languages/ast.lm \
    share/languages/awa.lm share/languages/az.lm share/languages/azb.lm \
    share/languages/ba.lm share/languages/ban.lm share/languages/bcc.lm \
    share/languages/bcl.lm share/languages/be.lm share/languages/bew.lm \
    share/languages/bg.lm share/languages/bho.lm share/languages/blk.lm \
    share/languages/bn.lm share/languages/br.lm share/languages/brx.lm \
    share/languages/bs.lm share/languages/bxr.lm share/languages/ca.lm \
    share/languages/ce.lm share/languages/ckb.lm share/languages/cs.lm \
    share/languages/cv.lm share/languages/cy.lm share/languages/da.lm \
    share/languages/de.lm share/languages/diq.lm share/languages/doi.lm \
    share/languages/dsb.lm share/languages/dty.lm share/languages/dz.lm \
    share/languages/el.lm share/languages/en.lm share/languages/eo.lm \
    share/languages/es.lm share/languages/et.lm share/languages/eu.lm \
    share/languages/fa.lm share/languages/fi.lm share/languages/fr.lm \
    share/languages/frp.lm share/languages/frr.lm share/languages/fy.lm \
    share/languages/ga.lm share/languages/gd.lm share/languages/gl.lm \
    share/languages/gsw.lm share/languages/gu.lm share/languages/gug.lm \
    share/languages/he.lm share/languages/hi.lm share/languages/hil.lm \
    share/languages/hne.lm share/languages/hr.lm share/languages/hrx.lm \
    share/languages/hsb.lm share/languages/hu.lm share/languages/hy.lm \
    share/languages/ia.lm share/languages/id.lm share/languages/ilo.lm \
    share/languages/inh.lm share/languages/io.lm share/languages/is.lm \
    share/languages/it.lm share/languages/ja.lm share/languages/jv.lm \
    share/languages/ka.lm share/languages/kjh.lm share/languages/kk.lm \
    share/languages/km.lm share/languages/kn.lm share/languages/ko.lm \
    share/languages/koi.lm share/languages/kok.lm share/languages/krc.lm \
    share/languages/ks.lm share/languages/ksh.lm share/languages/kv.lm \
    share/languages/la.lm share/languages/lb.lm share/languages/lfn.lm \
    share/languages/li.lm share/languages/lij.lm share/languages/lmo.lm \
    share/languages/lrc.lm share/languages/lt.lm share/languages/lv.lm \
    share/languages/lzh.lm share/languages/mai.lm share/languages/mdf.lm \
    share/languages/mg.lm share/languages/mhr.lm share/languages/mk.lm \
    share/languages/ml.lm share/languages/mn.lm share/languages/mni.lm \
    share/languages/mos.lm share/languages/mr.lm share/languages/mrj.lm \
    share/languages/ms.lm share/languages/mt.lm share/languages/my.lm \
    share/languages/myv.lm share/languages/nap.lm share/languages/nb.lm \
    share/languages/nds.lm share/languages/ne.lm share/languages/nl.lm \
    share/languages/nn.lm share/languages/nqo.lm share/languages/oc.lm \
    share/languages/olo.lm share/languages/om.lm share/languages/or.lm \
    share/languages/pa.lm share/languages/pl.lm share/languages/pms.lm \
    share/languages/pnb.lm share/languages/ps.lm share/languages/pt.lm \
    share/languages/rki.lm share/languages/ro.lm share/languages/rsk.lm \
    share/languages/ru.lm share/languages/rue.lm share/languages/sa.lm \
    share/languages/sah.lm share/languages/sat.lm share/languages/scn.lm \
    share/languages/sd.lm share/languages/se.lm share/languages/shn.lm \
    share/languages/si.lm share/languages/sk.lm share/languages/sl.lm \
    share/languages/sq.lm share/languages/sr.lm share/languages/su.lm \
    share/languages/sv.lm share/languages/szy.lm share/languages/ta.lm \
    share/languages/tcy.lm share/languages/tdd.lm share/languages/te.lm \
    share/languages/tg.lm share/languages/th.lm share/languages/tk.lm \
    share/languages/tl.lm share/languages/tr.lm share/languages/tyv.lm \
    share/languages/udm.lm share/languages/ug.lm share/languages/uk.lm \
    share/languages/ur.lm share/languages/uz.lm share/languages/vec.lm \
    share/languages/vep.lm share/languages/vi.lm share/languages/xal.lm \
    share/languages/xmf.lm share/languages/yi.lm share/languages/yo.lm \
    share/languages/zh-Hans.lm share/languages/zh-Hant.lm \
    share/languages/zxx.lm
dist_languages_SCRIPTS = share/languages/build
bltpythondir = $(pkgdatadir)/python
dist_bltpython_DATA = share/python/blt.py
