dist_man_MANS += man/blt.7 man/blt-stream.5 man/blt-patch.1 man/blt-entropy.1
dist_man_MANS += man/blt-model.1 man/blt-model.5
dist_man_MANS += man/blt-gen.1
dist_man_MANS += man/blt-train.1
dist_man_MANS += man/blt-embed.1
dist_man_MANS += man/libblt.3
dist_man_MANS += man/blt-eval.1
dist_man_MANS += man/blt-corpus.7
