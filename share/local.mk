recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = share/recipes/README.md share/recipes/first.recipe \
    share/recipes/wren.recipe \
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
    share/recipes/experiments/base.recipe
EXTRA_DIST += share/recipes/experiments/logs share/recipes/logs \
    share/recipes/curves.svg
EXTRA_DIST += share/samples/pictures
samplesdir = $(pkgdatadir)/samples
dist_samples_DATA = share/samples/notes.txt share/samples/draft.txt \
    share/samples/entropy-svg.awk share/samples/entropy.svg \
    share/samples/paragraph.txt \
    share/samples/schemes.svg share/samples/heat.png share/samples/hex.png \
    share/samples/page.png

hooksdir = $(pkgdatadir)/hooks
dist_hooks_SCRIPTS = share/hooks/pre-commit
dist_hooks_DATA = share/hooks/pre-commit-hooks.yaml

# Completions come from the commands themselves, whose tables of options
# cannot lag behind.  A command that does not run here (cross-compiling) has
# empty ones.
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
share/completions/bash/%: bin/%
	$(write_completion)
share/completions/zsh/_%: bin/%
	$(write_completion)
share/completions/fish/%.fish: bin/%
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
    share/corpus/unit share/corpus/mix share/corpus/spelt
dist_corpus_DATA = share/corpus/Corpus.pm share/corpus/Markup.pm \
    share/corpus/sources.tsv share/corpus/budgets.tsv
corpusmethoddir = $(corpusdir)/method
corpus_methods = code descriptions dict ding html json lyx messages mo pod \
    rdata records roff sword xml
dist_corpusmethod_SCRIPTS = $(corpus_methods:%=share/corpus/method/%)

# What people write when they mean a word: blt-channel(5).
channeldir = $(pkgdatadir)/spell
channels = any bg cs da de el en en_sound es fr it nb nl pl pt pt_br ru sv tr \
    uk
dist_channel_DATA = $(channels:%=share/spell/%.channel) \
    share/spell/README.md share/spell/languages.tsv
spellwords = bg ca cs da de el en es et fr gl hr hu id it lt lv nb nl pl pt \
    pt_br ro ru sk sl sr sv tr uk vi
dist_channel_DATA += $(spellwords:%=share/spell/%.safetensors)
dist_channel_SCRIPTS = share/spell/build share/spell/forms
