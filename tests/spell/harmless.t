#!/bin/sh
# Texts that must pass unchanged: names, commands, terms, parts of longer
# strings, and languages without a lexicon; and mistakes in them that are
# still corrected.  With the shipped data.
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA

same() {                                # NAME [OPTION] < TEXT
    cat >"$T/text"
    is "$(blt-spell --no-model ${2+"$2"} "$T/text")" "$(cat "$T/text")" "$1"
}

same "commands" <<'X'
Run apt, fgrep, etags, clangd and pgrep; see awk(1), cmp(1) and diff(1).
X
same "parts of longer strings" <<'X'
Use the add-iam-policy-binding command, debhelper-compat, or ds-2 in
1.4.2+ds-2.
X
same "plurals of terms" <<'X'
The refspecs, pathspecs, typedefs and weakrefs are listed.
X
same "plurals of rare words, whatever the rest of the text" <<'X'
Both symlinks and submodules, as well as pathspecs and typedefs, are listed.
X
same "a list of names, one of them a listed misspelling" <<'X'
Patches by Anil, Parth, Marek, Wouter, Sigrid and Ruud were applied.
X
same "a line of code" <<'X'
The program begins like this:

int main(int argc, char **argv) { return run(argc - 1, argv + 1); }
X
same "names before addresses" <<'X'
Thanks to Sebastien Bacher <seb@example.org> and to Mikael Daniele
<mikael@example.org> for their patches.
X
same "a term that a technical text repeats" <<'X'
The file /etc/frobd/main.conf sets frobd_timeout and --frob-level; frobber
reads it.  When frobber ends, frobber_exit() runs.  A second frobber waits
for src/frob/lock.c.
X
same "Afrikaans" <<'X'
Alle menslike wesens word vry, met gelyke waardigheid en regte, gebore.
X
same "Afrikaans, line by line" <<'X'
Die kat sit op die mat.
Hy kyk na die voëls buite.
Môre gaan ons see toe.
Ons het lekker brood geëet.
Waar is my sleutels?
Ek weet nie.
Dit reën al weer vandag.
X
is "$(printf '%s\n' 'Allir eru bornir frjálsir og jafnir öðrum.' |
    blt-spell --no-model --verbose 2>&1 >"$T/out")" \
    'blt-spell: standard input: text in is left alone: no lexicon' \
    "--verbose says why"
same "Greek capitals, without accents" <<'X'
Η εντολή αυτή διαβάζει το ΑΡΧΕΙΟ και γράφει τον ΧΑΡΑΚΤΗΡΑ στην οθόνη.
X
same "Nynorsk" <<'X'
Eg veit ikkje kvar ho bur no.
Dei kjem heim att om ei veke.
Me høyrde henne ikkje før ho ropte.
Kva heiter dei nye grannane dykkar?
X
same "Macedonian" <<'X'
Ова е куќата на мојот пријател, и таа е веќе многу стара.
X
is "$(printf '%s\n' 'The colour of the harbour was a favourite of labourers and neighbours, in honour of good humour.' \
    'He did not like their behavoir.' | blt-spell --no-model | tail -n 1)" \
    'He did not like their behaviour.' "British in a British text"
is "$(printf '%s\n' 'The color of the harbor was a favorite of laborers and neighbors, in honor of good humor.' \
    'He did not like their behavoir.' | blt-spell --no-model | tail -n 1)" \
    'He did not like their behavior.' "American in an American one"
is "$(printf 'We recieve the mail each day.\nDefinately not, said the man.\n' |
    blt-spell --no-model)" 'We receive the mail each day.
Definitely not, said the man.' "short English lines are no other language"
is "$(printf '%s\n' 'Ik vind het heel leuk om hier te zijn.' \
    'Morgen gaan we met de trein naar de stad.' 'Dat is gewoon nieet waar.' |
    blt-spell --no-model | tail -n 1)" 'Dat is gewoon niet waar.' \
    "a careless line of Dutch is Dutch in a Dutch text"
same "Brazilian words in a Brazilian text" <<'X'
Você precisa de um plano econômico para o ônibus da equipe.
O gênero do bebê não é um fenômeno de gênio, disse Antônio.
Os acadêmicos anônimos não têm convênio com o ginásio olímpico.
O prêmio é de todos nós.
X
same "European words in a European text" <<'X'
Precisas de um plano económico para o autocarro da equipa.
O género do bebé não é um fenómeno de génio, disse António.
Os académicos anónimos não têm convénio com o ginásio olímpico.
O prémio é de todos nós.
X
is "$(printf '%s\n' 'O fenômeno econômico é acadêmico, e o gênero é anônimo.' \
    'O bebê do Antônio tem um gênio econômico.' 'O fenomeno é de todos nós.' |
    blt-spell --no-model | tail -n 1)" 'O fenômeno é de todos nós.' \
    "Brazilian corrections in a Brazilian text"
same "Serbian in Latin letters" <<'X'
Čovek je umesto mleka tražio belo vino, a to je ovde uvek promena.
Šta se desilo gde je svetlost? Takođe, vreme je bilo lepo.
X
is "$(printf 'Nije htio ostati ni trenuttak dulje u kući, jer je bilo prekasno.\n' |
    blt-spell --no-model)" \
    'Nije htio ostati ni trenutak dulje u kući, jer je bilo prekasno.' \
    "a mistake in Croatian"
for i in 1 2 3 4 5 6; do
    printf 'Eg veit ikkje kvar ho bur no.\n\nDei kjem heim att om ei veke.\n\n\n'
done >"$T/empty"
is "$(blt-spell --no-model "$T/empty" | cksum)" "$(cksum <"$T/empty")" \
    "a foreign text that ends in empty lines"

# What one file names is known in the others.
mkdir "$T/many"; cd "$T/many" || exit 1
echo 'Start pathfindr first, and then the other programs.' >a.txt
printf 'The --pathfindr option of pathfindr_open() reads /etc/pathfindr/conf.\n' >b.md
cp a.txt alone.txt
blt-spell --no-model -i alone.txt
is "$(cat alone.txt)" 'Start pathfinder first, and then the other programs.' "one file"
blt-spell --no-model -i a.txt b.md
is "$(cat a.txt)" 'Start pathfindr first, and then the other programs.' \
    "a word that another file names"
echo 'We recieve it. <!-- blt-spell:words recieve -->' >c.md
echo 'We recieve it.' >d.md
is "$(blt-spell --no-model c.md d.md)" \
    "$(cat c.md; echo 'We receive it.')" "a pragma is for its own file"
cd - >"$T/out" || exit 1

same "a translation without a header" --mode=po <<'X'
msgid "_Open File"
msgstr "_Ireki fitxategia"

msgid "Save as"
msgstr "Gorde honela"
X
same "functions that a docstring names" --mode=code <<'X'
// The staticmethod calls setattr and hasattr on a defaultdict.
X
is "$(echo 'Das ist garnicht so, und vorallem nicht jetzt.' |
    blt-spell --no-model -l --lang=de | tr '\n' ' ')" 'garnicht vorallem ' \
    "German words that are two"
same "German without sharp s" <<'X'
Die Strasse ist gross, der Fussball liegt ausserhalb, und wir grüssen dich.
X
is "$(echo 'これは日本語のテストです。ベース GitHub を使う' |
    blt-spell --no-model -l)" '' "Japanese: nothing is listed"
is "$(echo 'Use foo_bar(3) and --opt to recieve the definately long text.' |
    blt-spell --no-model)" \
    'Use foo_bar(3) and --opt to receive the definitely long text.' \
    "mistakes in technical text"
done_testing
