dist_man_MANS += man/blt-gen.1
