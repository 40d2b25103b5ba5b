dist_man_MANS += man/blt-model.1 man/blt-model.5
dist_man_MANS += man/blt-gen.1
dist_man_MANS += man/blt-train.1
dist_man_MANS += man/blt-embed.1
dist_man_MANS += man/libblt.3
