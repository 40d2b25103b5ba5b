nobase_dist_pkgdata_DATA += share/recipes/first.recipe \
    share/recipes/tiny.recipe
