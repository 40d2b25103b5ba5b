#!/bin/sh
# Texts that must pass unchanged: names, commands, terms, parts of longer
# strings, and languages without a lexicon; and mistakes in them that are
# still corrected.  With the shipped data.
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA

same() {                                # NAME < TEXT
    cat >"$T/text"
    is "$(blt-spell --no-model "$T/text")" "$(cat "$T/text")" "$1"
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
