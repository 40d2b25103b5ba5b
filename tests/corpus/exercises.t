#!/bin/sh
# share/corpus/exercises: every kind, of its size, the same of the same seed,
# made of the text given; no word that is excluded; right answers.
. "$top_srcdir/tests/lib/tap.sh"
corpus=$top_srcdir/share/corpus
perl -MEncode -MDigest::MD5 -e 1 2>/dev/null || skip_all "no perl with its own modules"
cd "$T" || exit 1

# A small corpus: words that a seed makes, the frequent ones among them.
mkdir text
perl -e '
    srand 7;
    my @w = map { join "", map { chr 97 + rand 26 } 1 .. 3 + rand 9 } 1 .. 6000;
    binmode STDOUT;
    # Every word twice, those to be excluded among them.
    print "Syn: xylograph; quokka; $w[$_ - 2]; $w[$_ - 1]; $w[$_].\n\n"
        for map { (3 * $_) x 2 } 900 .. 1000;
    print "$_ and $_\n\n" for "xylograph", "quokka", @w[3001 .. 4500];
    for (1 .. 2500) {
        my @s = map { $w[rand 2500] } 1 .. 6 + rand 8;
        print ucfirst "@s.", $_ % 4 ? " " : "\n\n";
    }
' >text/en.gcide.txt
perl -e 'print "Ein kleiner Satz über große Bäume und lange Wege, Nummer $_.\n\n" for 1 .. 400' \
    >text/de.book.txt
printf 'quokka\nxylograph\n' >exclude
printf '\177ELF\001\002\003\004%01000d' 7 >binary
make() { "$corpus/exercises" --exclude=exclude --binary=binary "$@"; }

for kind in returns records runs letters; do
    make --seed=3 --bytes=120000 $kind zz.$kind.txt text; ok "$kind"
    n=$(wc -c <zz.$kind.txt)
    [ "$n" -ge 120000 ] && [ "$n" -lt 135000 ]; ok "$kind: its size, $n"
    make --seed=3 --bytes=120000 $kind again text
    cmp -s zz.$kind.txt again; ok "$kind: the same of the same seed"
    make --seed=4 --bytes=120000 $kind again text
    ! cmp -s zz.$kind.txt again; ok "$kind: another of another"
done
is "$(ls -- *.new 2>/dev/null)" "" "nothing half done is left"

# ---- returns: it pays to look back
perl -e '
    undef $/;
    my ($docs, $again) = (0, 0);
    for my $d (split /\n\n/, <>) {
        next if length $d < 300;
        $docs++;
        my %seen;
        my $n = 0;
        for (my $i = 0; $i + 12 < length $d; $i++) {
            $n++ if $seen{substr $d, $i, 12}++;
        }
        $again++ if $n > 0.1 * length $d;
    }
    exit !($docs > 30 && $again > 0.7 * $docs);
' zz.returns.txt; ok "returns: most documents repeat a tenth of themselves"
iconv -f UTF-8 -t UTF-8 zz.returns.txt >utf 2>err
[ ! -s err ]; ok "returns: UTF-8"

# ---- records and runs
make --bytes=400000 runs zz.runs.txt text
for what in 'HTTP/1.1' '"id":' ' systemd\[1\]: ' '^\[[a-z]*\]' 'status installed'; do
    grep -q -- "$what" zz.records.txt; ok "records: $what"
done
grep -q "$(printf '\r')" zz.records.txt; ok "records: lines that end in CRLF"
perl -e '
    undef $/;
    $_ = <>;
    exit !(/\0{40}/ && /\xff{40}/ && /\r\n.*\r\n/s && /ELF\x01\x02\x03\x04/
        && /([a-zA-Z])\1{50}/);
' zz.runs.txt; ok "runs: zeros, 0xFF, letters, CRLF, pieces of binaries"

# ---- letters
make --bytes=500000 letters zz.letters.txt text
is "$(grep -c -w -e quokka -e xylograph zz.letters.txt)" 0 "letters: no word that is excluded"
perl -e '
    while (<>) {
        if (/Spell out the word "(\w+)"\. Answer: "([^"]*)"/) {
            $n{spell}++;
            $bad .= $_ if join(" ", split //, $1) ne $2;
        } elsif (/Write the word "([a-z ]+)"\. ? ?Answer: "([^"]*)"/) {
            $n{inverse}++;
            my ($s, $a) = ($1, $2);
            $bad .= $_ if $s =~ s/ //gr ne $a;
        } elsif (/Is there a "(\w)" in "(\w+)"\? Answer: "(\w+)"/) {
            $n{contains}++;
            $bad .= $_ if (index($2, $1) >= 0 ? "Yes" : "No") ne $3;
        } elsif (/Add an "(\w)" after every "(\w)" in "(\w+)"\. Answer: "(\w+)"/) {
            my ($c, $d, $w, $a) = ($1, $2, $3, $4);
            $n{insert}++;
            $bad .= $_ if $w =~ s/$d/$d$c/gr ne $a;
        } elsif (/Delete every instance of "(\w)" in "(\w+)"\. Answer: "(\w+)"/) {
            my ($c, $w, $a) = ($1, $2, $3);
            $n{delete}++;
            $bad .= $_ if $w =~ s/$c//gr ne $a;
        } elsif (/Substitute "(\w)" with "(\w)" in "(\w+)"\. Answer: "(\w+)"/) {
            my ($c, $d, $w, $a) = ($1, $2, $3, $4);
            $n{substitute}++;
            $bad .= $_ if $w =~ s/$c/$d/gr ne $a;
        } elsif (/Swap "(\w)" and "(\w)" in "(\w+)"\. Answer: "(\w+)"/) {
            my ($c, $d, $w, $a) = ($1, $2, $3, $4);
            $n{swap}++;
            $bad .= $_ if eval "\$w =~ tr/$c$d/$d$c/r" ne $a;
        } elsif (/Delete every instance of "(\w+)" in "([^"]+ [^"]+)"\. Answer: "([^"]*)"/) {
            $n{words}++;
            $bad .= $_ if " $3 " =~ /[ ]\Q$1\E[ .]/ || length $3 >= length $2;
        } elsif (/More semantically related/) {
            $n{meaning}++;
        } elsif (/Closer in Levenshtein/) {
            $n{spelling}++;
        }
    }
    for (qw(spell inverse contains insert delete substitute swap words meaning spelling)) {
        print "no $_\n" if !$n{$_};
    }
    print $bad;
' zz.letters.txt >bad
is "$(cat bad)" "" "letters: every task, and the answers are right"
grep -q '^            1. Spell out the word "alphabet". Answer: "a l p h a b e t"$' zz.letters.txt
ok "letters: the prompt of the benchmark, to the blank"
is "$(grep -v '^#' "$corpus/Exercise/wordings.tsv" | awk -F '\t' 'NF != 3 && NF > 0')" "" \
    "wordings: three columns"

fails 2 "an unknown kind" make --seed=1 nothing out text
fails 2 "an unknown option" make --sed=1 returns out text
fails 2 "no text" make --bytes=10 returns out exclude
done_testing
