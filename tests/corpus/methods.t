#!/bin/sh
# share/corpus: each method on a small file of its kind, the rules of what is
# kept, and the mix: nothing held out in training, budgets, the split.
. "$top_srcdir/tests/lib/tap.sh"
corpus=$top_srcdir/share/corpus
perl -MJSON::PP -MUnicode::Normalize -MIO::Uncompress::Unzip -e 1 2>/dev/null ||
    skip_all "no perl with its own modules"
cd "$T" || exit 1

# method NAME FILE [KEY=VALUE]...: what it finds in p/FILE
method() {
    tap_m=$1 tap_f=$2
    shift 2
    rm -rf got && mkdir got
    echo "p/$tap_f" | "$corpus/method/$tap_m" out=got "$@" 2>"$T/err" ||
        echo "status $?"
    cat got/*.txt 2>/dev/null
}
mkdir -p p/de p/bad

# ---- paragraphs
cat >p/a.html <<'END'
<html><head><title>No title</title><script src="x"/></head><body>
<script>if (a < b) c();</script><nav>Not this one, it is for finding the way</nav>
<p>The caf&eacute; is open&#8212;come in,<br>dear reader, and sit&nbsp;down here.</p>
<pre>not the code, however long it may be, not even a line</pre>
<!-- <p>nor a comment that looks like a paragraph of text</p> -->
<p>5 + 7 = 12; 8 * 9 = 72; 11 ^ 2 = 121; 10 % 3 = 1; 100 / 7 = 14.28 or so</p>
<p>short</p><p>Last o<b>n</b>e in the body, with enough words in it to stay.</p>
</body></html>
END
is "$(method html a.html)" "The café is open—come in, dear reader, and sit down here.

Last one in the body, with enough words in it to stay." "html"
sed 's/<p>5/<div id="end">&/' p/a.html >p/b.html
is "$(method html b.html from=/nav to='id="end"')" \
    "The café is open—come in, dear reader, and sit down here." \
    "html between two marks"
echo '<head><title>x</title></head><header><p>Now, therefore,</p></header><p>1</p>' >p/c.html
is "$(method html c.html all=1 lang='=p/(\w+)\.html')" "Now, therefore,

1" "html, all of it"
printf '<meta charset="EUC-KR"><p>\307\321\261\271\276\356 \271\256\274\255\264\302 \300\314\267\270\260\324 \276\262\264\302 \260\315\300\314 \270\302\264\317\264\331</p>' >p/ko.html
is "$(method html ko.html lang=ko min=20)" \
    "한국어 문서는 이렇게 쓰는 것이 맞니다" "html in the charset that it names"

cat >p/de/a.page <<'END'
<page><info><desc>Not what is said about the page, however long it is</desc></info>
<title>Der Titel dieser Seite ist lang genug, um zu bleiben</title>
<p>Klicken Sie auf <gui>Datei</gui>, um die Datei zu &ouml;ffnen, und warten Sie dann.</p>
<p>This paragraph is not translated and it should not be in the German text at all.</p></page>
END
is "$(method xml de/a.page lang='p/([^/]+)/')" \
"Der Titel dieser Seite ist lang genug, um zu bleiben

Klicken Sie auf Datei, um die Datei zu öffnen, und warten Sie dann." \
    "mallard; English in a translation goes"
ls got >names; is "$(cat names)" de.txt "the language is in the path"
cat >p/a.docbook <<'END'
<!DOCTYPE book [ <!ENTITY kate "x > y"> ]><book><bookinfo><para>About the book,
which nobody wants to read in a corpus</para></bookinfo>
<para>The editor &kate; opens files of any size, as long as there is memory.</para>
<screen>this is not a paragraph but what is on a screen</screen></book>
END
is "$(method xml a.docbook)" \
"The editor Kate opens files of any size, as long as there is memory." docbook

# A catalogue of two messages, and its plurals and context.
perl -e '
    my @m = (["", "Content-Type: text/plain\n"],
        ["Hero\x04Where is the _old king?\0s", "Wo ist denn nur der _alte König geblieben, sag?"],
        ["x %s of %s", "Diese Meldung hat %s zu viele Platzhalter, nämlich %s"],
        ["It was night.\n\n\aoIt was [b]<ref>dst=\x27x\x27 text=\x27very\x27</ref> cold[/b] in the mountains.", "Es war eine sehr dunkle, kalte Nacht im Wald.\n\nIn den Bergen aber war es noch sehr viel kälter."]);
    my ($o, $t, $s) = ("", "", ""); my $at = 28 + 16 * @m;
    for my $c (0, 1) { for (@m) { my $l = length $_->[$c];
        ($c ? $t : $o) .= pack "VV", $l, $at + length $s; $s .= "$_->[$c]\0" } }
    print pack("V7", 0x950412de, 0, scalar @m, 28, 28 + 8 * @m, 0, 0), $o, $t, $s
' >p/de/a.mo
is "$(method mo de/a.mo lang='p/([^/]+)/')" \
"Wo ist denn nur der alte König geblieben, sag?

Es war eine sehr dunkle, kalte Nacht im Wald.

In den Bergen aber war es noch sehr viel kälter." "mo"
method mo de/a.mo lang='p/([^/]+)/' english=1 story=1 min=20 >all
is "$(cat got/en.txt)" "Where is the _old king?

It was very cold in the mountains." "mo: the originals"
method mo de/a.mo lang=en english=1 story=1 min=20 >all
is "$(grep -c König all)" 1 "mo: what stands for them in English"
head -c 90 p/de/a.mo >p/bad/a.mo
is "$(method mo bad/a.mo lang=de)" "" "a damaged mo gives nothing"
is "$(cat err)" "p/bad/a.mo: damaged" "and a word"
cat >p/de/a.po <<'END'
msgid ""
msgstr "Project-Id-Version: 1\n"

#, fuzzy
msgid "Not this one"
msgstr "Diese hier nicht, denn sie ist nur ungefähr geraten"

msgid "This"
msgstr ""
"Diese hier aber \"gewiss\", "
"denn sie ist richtig übersetzt."
END
is "$(method mo de/a.po lang=de)" \
    'Diese hier aber "gewiss", denn sie ist richtig übersetzt.' "po"

cat >p/a.1 <<'END'
.TH A 1
.SH NAME
a \- b
.SH DESCRIPTION
.B blt
reads \fItext\fR, \(lqbytes\(rq and
.IR more ,
and writes what it found there to the standard output.
.nf
not what is in a display, even if it is long enough for it
.fi
.TS
nor a table;
.TE
END
is "$(method roff a.1)" "blt reads text, “bytes” and more, and writes what it found there to the standard output." roff
gzip -c p/a.1 >p/b.1.gz
is "$(method roff b.1.gz | wc -l)" 2 "roff, packed"
cat >p/a.pod <<'END'
=head1 Head

The C<open> function, see L<the page|perlfunc/open>, opens B<I<files>> E<lt>quicklyE<gt>.

    code();

=begin html

<p>a paragraph in another language than pod, and long enough</p>

=end html

=cut
END
is "$(method pod a.pod)" \
"The open function, see the page, opens files <quickly>." pod

printf '%s\n' 'Cat' '   \Cat\ (k[a^]t), n. [AS. cat.]' \
    '   An animal of the genus {Felis}, domesticated, and th['\''e] enemy of mice.' \
    '   [1913 Webster]' '' >p/a.dict
is "$(method dict a.dict kind=gcide)" \
"Cat, n. An animal of the genus Felis, domesticated, and thé enemy of mice." "dict: gcide"
printf '%s\n' 'cat' '    n 1: feline mammal usually having thick soft fur and no ability' \
    '         to roar: domestic cats; [syn: {cat}, {true cat}]' >p/b.dict
is "$(method dict b.dict kind=wordnet)" \
"feline mammal usually having thick soft fur and no ability to roar: domestic cats;" "dict: wordnet"

printf '%s\n' 'Package: a' 'Description-de: nur die kurze Zeile hier' \
    ' Dies ist die lange Beschreibung eines Pakets,' ' sie geht noch weiter.' ' .' \
    '  * und dies ist ein Punkt einer Liste mit genug Wörtern' >p/Translation-de
is "$(method descriptions Translation-de lang='Translation-([a-z]+)')" \
"Dies ist die lange Beschreibung eines Pakets, sie geht noch weiter.

und dies ist ein Punkt einer Liste mit genug Wörtern" descriptions

echo '{"@metadata": {"a": "b"}, "k": "Diese Seite wurde '\'\'\''{{PLURAL:$1|einmal|oft}}'\'\'\'' von [[User|Benutzern]] gelesen.", "l": "Diese Nachricht hat $1 einen Platzhalter und entfällt."}' >p/de.json
is "$(method messages de.json)" "Diese Seite wurde einmal von Benutzern gelesen." \
    "messages: wiki"
printf '%s\n' 'a = { -brand-short-name } konnte die Seite nicht finden' \
    '    und bittet um Entschuldigung.' >p/a.ftl
is "$(method messages a.ftl lang=de)" \
"Firefox konnte die Seite nicht finden und bittet um Entschuldigung." "messages: fluent"

printf '%s\n' '\begin_body' '\begin_layout Standard' \
    'Text goes on for a while here, ' '\begin_inset Formula $x$' '\end_inset' \
    'choose File\SpecialChar menuseparator' 'Open and so on.' \
    '\end_layout' '\begin_layout LyX-Code' 'code that is long enough to be text' \
    '\end_layout' >p/a.lyx
is "$(method lyx a.lyx)" "Text goes on for a while here, choose File>Open and so on." lyx

printf '%s\n' 'A fortune cookie with enough' 'words to be kept here.' % \
    'Another of them, which is a good deal longer.' % >p/f
is "$(method records f between=%)" \
"A fortune cookie with enough words to be kept here.

Another of them, which is a good deal longer." records
printf '%s\n' '"key" "a" `Hello, <first>. We have been waiting for you at <planet>.`' >p/g
is "$(method records g strings=1)" \
    "Hello, Alex. We have been waiting for you at Harmony." "records: strings"

printf '%s\n' 'say(1, "Where did you \"go\" on your holidays?")' 'x = "no text of anybody"' \
    'say(2, "To my aunt, because I like the sea very much.")' \
    'say(3, "Are you 100%% sure of that?")' >p/h.lua
is "$(method records h.lua 'each=^say\(\d, "((?:[^"\\]|\\.)*)"\)$' not=% join=60)" \
    'Where did you "go" on your holidays? To my aunt, because I like the sea very much.' \
    "records: what a pattern finds, joined"
printf '%s' 'We went to see Mr. Hill in town. He was not at home, so we had tea by the sea. Then it rained a lot.' >p/i
is "$(method records i cut=20 min=10)" \
"We went to see Mr. Hill in town.

He was not at home, so we had tea by the sea.

Then it rained a lot." "records: cut between sentences"

printf '%s\n' 'About this book, and who made it at home.' 'CHAPTER I' '' \
    'I think I will go out for a walk.' '' 'THE END' 'And who may copy it, for all they like.' >p/j
is "$(method records j paras=1 min=10 'from=CHAPTER\sI\n' to=THE\\sEND)" \
    "I think I will go out for a walk." "records: between two marks"

printf '%s\n' '# no entry' 'Haus {n} | Ich bin heute zu Hause. | das Haus :: house | I am at home today. [Br.] | a/the house' \
    'gehen {vi} | Ich gehe/laufe gern zur Schule. :: to go | I like going to school a lot.; I am going to go to school with sb.' >p/list
rm -rf got; mkdir got
echo p/list | "$corpus/method/ding" out=got min=15
is "$(cat got/en.txt)" "I am at home today.

I like going to school a lot." "ding: the sentences of the one side"
is "$(cat got/de.txt)" "Ich bin heute zu Hause." "ding: and of the other"

# One block, two verses.
perl -MCompress::Zlib -e '
    my @v = ("In the beginning was the word, and <note>n</note>the word was long.",
        "And there was another, and it was <w>good</w> to read.");
    my ($b, $i) = ("", ""); 
    for (@v) { $i .= pack "VVv", 0, length $b, length $_; $b .= $_ }
    my $z = compress($b);
    for (["bzz", $z], ["bzv", $i], ["bzs", pack "VVV", 0, length $z, length $b]) {
        open my $f, ">:raw", "p/nt.$_->[0]"; print $f $_->[1] }'
rm -rf got; mkdir got
printf 'p/nt.%s\n' bzs bzv bzz | "$corpus/method/sword" out=got
is "$(cat got/en.txt)" "In the beginning was the word, and the word was long. And there was another, and it was good to read." sword

# Chapters, sizes of four bytes, a comment on two verses.
perl -MCompress::Zlib -e '
    my $b = "A comment that is about the one verse and the next one too.";
    my $z = compress($b);
    for (["czz", $z], ["czv", (pack "VVV", 0, 0, length $b) x 2],
        ["czs", pack "VVV", 0, length $z, length $b]) {
        open my $f, ">:raw", "p/ot.$_->[0]"; print $f $_->[1] }'
rm -rf got; mkdir got
printf 'p/ot.%s\n' czs czv czz | "$corpus/method/sword" out=got wide=1
is "$(grep . got/en.txt)" "A comment that is about the one verse and the next one too." "sword: wide"

perl -MCompress::Zlib -e '
    sub s4 { pack("N", 0x00040009) . pack("N", length $_[0]) . $_[0] }
    my $b = "X\n" . s4("Emma Woodhouse, handsome, clever, and rich,")
        . s4("with a comfortable home.") . s4("") . s4("She was the youngest of the two daughters of a father.");
    my $z = compress($b); print "junk", pack("N", length $b), $z' >p/Rdata.rdb
is "$(method rdata Rdata.rdb)" "Emma Woodhouse, handsome, clever, and rich, with a comfortable home.

She was the youngest of the two daughters of a father." rdata

echo '{"a": [{"b": "A country of mountains and lakes in the middle of the continent, known for its cheese."}]}' >p/x.json
is "$(method json x.json)" "A country of mountains and lakes in the middle of the continent, known for its cheese." json
perl -e 'print "int x;\t\n\n\n\n", "f();  \n" x 60, "\r\n"' >p/a.c
is "$(method code a.c lang=code | head -n 3)" "int x;

f();" "code keeps its lines"

# ---- books
mkdir -p p/se/text
cat >p/se/content.opf <<'END'
<package><metadata><dc:creator id="author">A. Writer</dc:creator></metadata><manifest>
<item href="text/titlepage.xhtml" id="titlepage.xhtml"/><item href="text/chapter-1.xhtml" id="c1"/>
<item id="c2" href="text/chapter-2.xhtml"/><item href="text/endnotes.xhtml" id="endnotes.xhtml"/></manifest>
<spine><itemref idref="titlepage.xhtml"/><itemref idref="c2"/><itemref idref="c1"/><itemref idref="endnotes.xhtml"/></spine></package>
END
echo '<html><body epub:type="frontmatter"><p>A Book</p></body></html>' >p/se/text/titlepage.xhtml
echo '<html><body epub:type="bodymatter z3998:fiction"><section><h2>II</h2><p>It was dark.<a href="x" epub:type="noteref">1</a></p><p>“No.”</p></section></body></html>' >p/se/text/chapter-1.xhtml
echo '<html><body epub:type="bodymatter"><section><header><h2>I</h2></header><p>They went <em>out</em>⁠—at ten.</p></section></body></html>' >p/se/text/chapter-2.xhtml
echo '<html><body epub:type="backmatter z3998:non-fiction"><p>A note.</p></body></html>' >p/se/text/endnotes.xhtml
books() { rm -rf got && mkdir got && find p/se -type f | sort | "$corpus/method/ebook" out=got 2>"$T/err"; }
books; ok "ebook"
is "$(cat got/en.txt)" "I

They went out—at ten.

II

It was dark.

“No.”" "ebook: the body, in the spine's order"
sed 's/A. Writer/Herman Melville/' p/se/content.opf >p/x && mv p/x p/se/content.opf
! books; ok "ebook: a held-out author is rejected"

printf '%s\n' 'Produced by somebody' '*** START OF THIS BOOK ***' '' 'It was a dark' \
    'and _stormy_ night.' '' '"No," he said.' '' '*** END OF THIS BOOK ***' 'licence' >p/n.txt
is "$(method novel n.txt)" 'It was a dark and stormy night.

"No," he said.' "novel: lines of one width"
printf '<?php $x = <<<EOT\n%s\n%s\nEOT;\n}\n' "$(printf '%0120d' 0 | tr 0 a) end." 'Next one.' >p/Text.php
is "$(method novel Text.php from='<<<EOT\n' to='\nEOT;')" "$(printf '%0120d' 0 | tr 0 a) end.

Next one." "novel: a paragraph a line, out of a program"

cat >p/a.xml <<'END'
<TEI><teiHeader><titleStmt><author>Sand, George (1804-1876)</author></titleStmt></teiHeader><text><front><p>Préface</p></front>
<body><div><head>I</head><pb n="3"/><p>Il faisait<note>une note</note>
nuit.</p><p>— Non.</p></div></body></text></TEI>
END
is "$(method tei a.xml lang=fr)" "I

Il faisait nuit.

— Non." "tei"
sed 's/1876/1976/' p/a.xml >p/b.xml
is "$(method tei b.xml lang=fr)" "" "tei: no author who died after 1955"

printf '%s\n' '---' 'title: x' '---' '## A heading of some words here' '' \
    'Read [the **guide**](http://x), and then `run` it, as the others do.' '' '```' 'code();' '```' \
    '* The first item has enough words to stay here' '| a | b |' >p/a.md
is "$(method markdown a.md)" "Read the guide, and then run it, as the others do.

The first item has enough words to stay here | a | b |" "markdown"
printf '%s\n' '# School clothes' '' '##' 'This dress is long.' '' '##' 'This bag is big.' '' '##' \
    '* License: [CC-BY]' '* Text: Somebody' >p/s.md
is "$(method markdown s.md story=1)" "School clothes
This dress is long.
This bag is big." "markdown: a story is a document"
sed 's/CC-BY/&-NC/' p/s.md >p/nc.md
is "$(method markdown nc.md story=1)" "" "markdown: no story under a non-commercial licence"

printf 'Votes\t2009-01-01\t%s\n' 'I think that we have to say it here, and that is the end of the debate in this House.' \
    'Ich glaube, dass wir nicht die einzigen sind, und das ist der Grund, den ich zu nennen habe.' \
    >p/europarl.lines.txt
is "$(method europarl europarl.lines.txt; ls got)" "Ich glaube, dass wir nicht die einzigen sind, und das ist der Grund, den ich zu nennen habe.

I think that we have to say it here, and that is the end of the debate in this House.

de.txt
en.txt" "europarl: the language is found"

# ---- text from elsewhere
mkdir -p else
{ printf 'I\n\n'; for i in 1 2 3 4 5 6 7 8 9; do printf 'Line number %s of a long chapter, %0800d\n' $i 0; done; } >else/zh-Hans.book.txt
printf 'One.\nTwo is cafe\314\201.\n\nThree.\nfour five six seven eight nine ten eleven twelve and one two three four five six seven eight\n\n' >else/en.talk.txt
printf 'Said: Four, five six seven eight nine, ten eleven twelve and one two three four five six.\n' >unseen
"$corpus/paragraphs" --without=unseen form else/*.txt; ok "paragraphs"
is "$(ls form)" "en.talk.txt
zh_cn.book.txt" "paragraphs: the codes of the corpus"
is "$(cat form/en.talk.txt)" "One.
Two is café.

Three." "paragraphs: short documents keep their lines; what is to stay unseen goes"
is "$(grep -c '^$' form/zh_cn.book.txt)" 10 "paragraphs: those of a chapter are separated"

# ---- spelling
if echo colour | hunspell -l -d en_US,en_GB >/dev/null 2>&1; then
    { printf '%s\n\n' 'The colour of my theater doesn’t matter, said Xyzzy.' \
        'I hav no idea.'
    for i in 1 2 3 4 5 6 7 8; do
        printf 'A smorglet is number %s.\n\n' $i
    done; } >spelled
    cp spelled spelled.txt
    "$corpus/spelt" spelled.txt; ok "spelling is looked at"
    is "$(grep -c . spelled.txt)" 9 "one paragraph is misspelled"
    is "$(grep -c hav spelled.txt)" 0 "and goes; what is often so stays"
fi
fails 2 "spelt of nothing" "$corpus/spelt"

# ---- the languages of paths
for pair in pt_BR:pt_br zh-Hans:zh_cn C:en de_DE:de en_GB: sr@latin: nb_NO:nb; do
    is "$(perl -I"$corpus" -MCorpus -e 'print language(shift)' "${pair%:*}")" \
        "${pair#*:}" "language ${pair%:*}"
done

# ---- the mix
mkdir -p raw/h/p raw/e/p raw/d/p raw/m/p
para() { perl -e 'my ($n, $w) = @ARGV; for (1 .. $n) { my @l = map { chr(97 + int $_ % 26) } $_ / 676, $_ / 26, $_; print "$w ", join("", @l), " walked along the quiet river until the evening came.\n\n" }' "$@"; }
para 30 Alice >raw/h/p/en.txt
{ para 30 'alice!'; para 400 Bob; } >raw/e/p/en.txt
{ para 400 bob; para 2000 Clara; } >raw/d/p/de.txt
para 2000 Dora >raw/m/p/de.txt
{
    printf 'h\tquick\theld\n' ; printf 'e\tquick\t1\n'
    printf 'd\tquick\t1\n'; printf 'm\tquick\t3\t\t\tcap=0.05\n'
} | awk -F '\t' -v OFS='\t' '{ print $1, $2, $3, "x", "x", $6, "p", "x", "free" }' >table
printf 'h\tp\ne\tp\nd\tp\nm\tp\n' >plan
printf 'de\t0.1\n*\t1\n' >budgets
"$corpus/mix" table=table budgets=budgets plan=plan raw=raw out=mixed least=2000 2>err
ok "the mix"
is "$(cat mixed/heldout/en.h.txt | grep -c Alice)" 30 "what is held out is whole"
is "$(cat mixed/train/* mixed/valid/* | grep -ci alice)" 0 "and nowhere else"
is "$(cat mixed/train/de* | grep -ci "^bob")" 0 "of like paragraphs one is kept"
is "$(cat mixed/*/en.e.txt | grep -c Bob)" 400 "the English one"
awk -F '\t' '$2 == "de" { n += $6 + $7; k++ } END { exit !(k == 2 && n > 90000 && n < 106000) }' \
    mixed/stats.tsv
ok "a language has its budget"
awk -F '\t' '$1 == "de.m" { exit !($6 + $7 < 41000 && $6 > 34000) }' mixed/stats.tsv
ok "messages have what prose leaves"
n=$(grep -c . mixed/valid/de.d.txt)
[ "$n" -gt 4 ] && [ "$n" -lt 30 ]; ok "some of it is for validation"
cat mixed/train/de.d.txt mixed/valid/de.d.txt | grep . | sort | uniq -d >twice
is "$(cat twice)" "" "which is not in training"
sort raw/d/p/de.txt | uniq >a; sort mixed/train/de.d.txt >b
is "$(comm -13 a b)" "" "paragraphs are as they were"

# ---- the table
grep -v '^#' "$corpus/sources.tsv" | awk -F '\t' '
    NF != 9 || $2 !~ /^(quick|base|large)$/ || $3 !~ /^(1|2|3|code|held)$/ ||
    $9 == "" { print }' >bad
is "$(cat bad)" "" "every row of the table is sound"
missing=
for m in $(grep -v '^#' "$corpus/sources.tsv" | cut -f 4 | sort -u); do
    [ -x "$corpus/method/$m" ] || missing="$missing $m"
done
is "$missing" "" "and its method is there"
printf '%s\n' linux-doc-6.1 linux-doc-6.12 manpages-de >names
is "$("$corpus/plan" "$corpus/sources.tsv" names base linuxdoc,manpages \
    2>err | cut -f 1,2)" "manpages	manpages-de
linuxdoc	linux-doc-6.12" "a plan: the newest, and what there is"
is "$(grep -c 'no such package' err)" 38 "and what is not"
is "$(printf '%s\n' 'x	base	1	json	en		npm:@a/b-c	*	free' >scoped
    "$corpus/plan" scoped names base x | cut -f 2)" "npm:@a/b-c" "a scoped package"
fails 2 "an unknown source" "$corpus/build" --only=nobody --offline x
fails 2 "an unknown option" "$corpus/build" --nothing x
fails 2 "no folder" "$corpus/build"
"$corpus/build" --help >help; ok "--help"
done_testing
