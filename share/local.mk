recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = share/recipes/first.recipe share/recipes/tiny.recipe
