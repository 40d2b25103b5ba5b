#!/bin/sh
# share/corpus/build from git repositories: a commit by name, only the paths
# that are wanted, a repository that is not there, licences, exercises.
. "$top_srcdir/tests/lib/tap.sh"
for tool in perl git apt-get dpkg-deb; do
    command -v $tool >/dev/null || skip_all "no $tool"
done
cd "$T" || exit 1
cp -r "$top_srcdir/share/corpus" corpus && chmod -R u+w corpus || exit 1
GIT_CONFIG_COUNT=4 GIT_CONFIG_KEY_0="url.file://$T/.insteadOf" \
    GIT_CONFIG_VALUE_0=https:// GIT_CONFIG_KEY_1=user.name GIT_CONFIG_VALUE_1=A \
    GIT_CONFIG_KEY_2=user.email GIT_CONFIG_VALUE_2=a@example.org \
    GIT_CONFIG_KEY_3=uploadpack.allowAnySHA1InWant GIT_CONFIG_VALUE_3=true
export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0 GIT_CONFIG_KEY_1 \
    GIT_CONFIG_VALUE_1 GIT_CONFIG_KEY_2 GIT_CONFIG_VALUE_2 GIT_CONFIG_KEY_3 \
    GIT_CONFIG_VALUE_3

# Two commits of a book, of which the first is wanted, and another book.
book() {
    mkdir -p "$1/src/epub/text"
    echo '<package><manifest><item id="c" href="text/c.xhtml"/></manifest><spine><itemref idref="c"/></spine></package>' \
        >"$1/src/epub/content.opf"
    perl -e '
        my ($who) = @ARGV;
        print "<html><body epub:type=\"bodymatter\">";
        print "<p>$who number ", join("", map { chr 97 + $_ % 26 } $_ / 676, $_ / 26, $_),
            " walked along the quiet river until evening.</p>\n" for 1 .. 1000;
        print "</body></html>\n"' "$2" >"$1/src/epub/text/c.xhtml"
    echo 'Public domain.' >"$1/LICENSE.md"
    echo 'not wanted' >"$1/src/epub/other.xhtml"
}
h=github.com/house
mkdir -p $h/one.git $h/two.git
book $h/one.git Alice
git -C $h/one.git init -q 2>err && git -C $h/one.git add . && git -C $h/one.git commit -qm a
first=$(git -C $h/one.git rev-parse HEAD)
book $h/one.git Bob && git -C $h/one.git commit -qam b
book $h/two.git Clara
git -C $h/two.git init -q 2>err && git -C $h/two.git add . && git -C $h/two.git commit -qm a
printf '%s\t%s\n' $h/one "$first" $h/two - $h/gone - github.com/other/x - >corpus/repositories.tsv
printf 'books\tquick\t1\tebook\ten\tflow=1\tgit:%s/*\tsrc/epub/content.opf src/epub/text/*.xhtml\tCC0-1.0\n' $h \
    >corpus/sources.tsv
mkdir -p cache/apt && echo x >cache/apt/names && : >cache/apt/stamp.en
build() { corpus/build --quick --exercises=0.2 --cache=cache "$@" made 2>"$T/err"; }

build; ok "a build from repositories"
grep -q "git:$h/gone: " err; ok "what is not there costs a line"
cat made/train/en.books.txt made/valid/en.books.txt >all
is "$(grep -c Alice all)" 1000 "the commit that is named"
is "$(grep -c Bob all)" 0 "and no other"
is "$(grep -c Clara all)" 1000 "the newest where none is"
is "$(tar -tf cache/git/github.com-house-one@"$first".tar | grep -c -e xhtml -e LICENSE)" 2 \
    "only the paths that are wanted, and the licence"
is "$(head -n 1 made/repositories.tsv)" "$h/one	$first" "the commits are recorded"
is "$(wc -l <made/repositories.tsv)" 2 "of all"
grep -q '^| books .*CC0' made/LICENCES.md; ok "licences are stated"
is "$(cat made/licences/github.com-house-two)" "Public domain." "and there"
for kind in returns records runs letters; do
    [ -s made/train/zz.$kind.txt ]; ok "exercises: $kind"
done
grep -q '^zz.letters' made/stats.tsv; ok "and in the table"
rm -rf github.com
build --offline; ok "offline"
grep -q 'nothing has changed' err; ok "there is nothing to do"
build --offline --exercises=0; ok "without exercises"
is "$(ls made/train)" en.books.txt "there are none"
fails 2 "exercises of no number" build --exercises=x
done_testing
