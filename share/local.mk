recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = share/recipes/first.recipe share/recipes/tiny.recipe
samplesdir = $(pkgdatadir)/samples
dist_samples_DATA = share/samples/notes.txt
