#!/bin/sh
# blt-spell with the shipped data on files of every format: what is not prose
# stays, and mistakes in prose are found.  One run corrects all files.
. "$top_srcdir/tests/lib/tap.sh"
BLT_SPELL_DATA=$top_srcdir/share/spell; export BLT_SPELL_DATA
HOME=$T; export HOME
cd "$T" || exit 1
mkdir in out

# stays NAME: standard input must come out as it is.
# becomes NAME: the part after a line "==>" must come out for the part before.
stays() { cat >"in/$1"; cp "in/$1" "out/$1"; }
becomes() { sed '/^==>$/,$d' >"in/$1" <"$T/both"; sed '1,/^==>$/d' "$T/both" \
    >"out/$1"; }

stays regex.js <<'X'
const m = /teh "recieve" `/.test(s) ? a / b : c / d;  // the rest is code
const recieve = `wich ${f({ teh: `untill ${x}` })}`, wich = m;
X
cat >both <<'X'
/** Returns the lenght of a list.
 * ```
 * recieve(teh);
 * ```
 * @param {teh} recieve  the list that we recieve
 * @example
 *   teh = recieve()
 */
==>
/** Returns the length of a list.
 * ```
 * recieve(teh);
 * ```
 * @param {teh} recieve  the list that we receive
 * @example
 *   teh = recieve()
 */
X
becomes doc.js
cat >both <<'X'
"""Reads teh file.

    >>> recieve(1)
    'teh list of recieve'

:param recieve: the list that we recieve
:rtype: teh recieve

A block::

    teh = recieve(untill)

See ``teh recieve`` and :func:`recieve` in __recieve__.
"""
PATTERN = r"teh (recieve|untill) of"
QUERY = "SELECT teh FROM recieve WHERE untill = 1"
MESSAGE = "It happens in Zyklonia, and we recieve it\nteh other day."
==>
"""Reads the file.

    >>> recieve(1)
    'teh list of recieve'

:param recieve: the list that we receive
:rtype: teh recieve

A block::

    teh = recieve(untill)

See ``teh recieve`` and :func:`recieve` in __recieve__.
"""
PATTERN = r"teh (recieve|untill) of"
QUERY = "SELECT teh FROM recieve WHERE untill = 1"
MESSAGE = "It happens in Zyklonia, and we receive it\nthe other day."
X
becomes doc.py
cat >both <<'X'
# We recieve it.
recieve() { awk '
    # teh program
    { print "recieve of teh" }' "$1"; }
cat <<'TEH' >teh   # it isn't over
Usage: it says that we recieve the mail
TEH
echo "We recieve the mail of $(recieve teh "list of it")"
==>
# We receive it.
recieve() { awk '
    # teh program
    { print "recieve of teh" }' "$1"; }
cat <<'TEH' >teh   # it isn't over
Usage: it says that we receive the mail
TEH
echo "We receive the mail of $(recieve teh "list of it")"
X
becomes here.sh
cat >both <<'X'
char a = '"', *s = R"x(We recieve it)x";
f("%steh", "first line\trecieve the mail\n\ateh end\x65teh", '\'');
==>
char a = '"', *s = R"x(We receive it)x";
f("%steh", "first line\treceive the mail\n\athe end\x65teh", '\'');
X
becomes escape.cc
cat >both <<'X'
.TH RECIEVE 1 "teh day" recieve
.\" we recieve teh mail
.SH TEH RECIEVE
We recieve the mail\(emand \fBteh recieve\fP of it.
It doesn\(aqt matter \- \fIrecieve\fR.
.nf
teh recieve of
.fi
.B teh recieve
.TP
\fB\-r\fR, \fB\-\-recieve\fR
Send it untill the end.
==>
.TH RECIEVE 1 "teh day" recieve
.\" we recieve teh mail
.SH TEH RECIEVE
We receive the mail\(emand \fBteh recieve\fP of it.
It doesn\(aqt matter \- \fIrecieve\fR.
.nf
teh recieve of
.fi
.B teh recieve
.TP
\fB\-r\fR, \fB\-\-recieve\fR
Send it until the end.
X
becomes recieve.8
cat >both <<'X'
# teh recieve of it
msgid ""
msgstr "Language: en\nteh recieve of: it\n"

#: recieve.c:1
msgid "&Recieve teh mail"
msgstr "Re&ceive the mail, or recieve\nteh rest of %steh"

msgid "_Teh"
msgstr ""
"Send the _mail untill the end"
==>
# teh recieve of it
msgid ""
msgstr "Language: en\nteh recieve of: it\n"

#: recieve.c:1
msgid "&Recieve teh mail"
msgstr "Re&ceive the mail, or receive\nthe rest of %steh"

msgid "_Teh"
msgstr ""
"Send the _mail until the end"
X
becomes xx.po
cat >both <<'X'
We recieve the mail here.

diff --git a/recieve.py b/recieve.py
index 0000000..1111111 teh
--- a/recieve.py
+++ b/recieve.py
@@ -1,3 +1,4 @@ teh recieve of
 # teh context of it
-# teh old recieve of it
+# the new line that we recieve
+recieve = teh(untill)
 recieve = 1
diff --git a/teh.md b/teh.md
--- a/teh.md
+++ b/teh.md
@@ -1 +1 @@
---- teh old line
+We recieve the mail, `teh` code.
--- a/teh.1
+++ b/teh.1
@@ -0,0 +1,2 @@
+.Teh recieve
+We recieve it.
==>
We receive the mail here.

diff --git a/recieve.py b/recieve.py
index 0000000..1111111 teh
--- a/recieve.py
+++ b/recieve.py
@@ -1,3 +1,4 @@ teh recieve of
 # teh context of it
-# teh old recieve of it
+# the new line that we receive
+recieve = teh(untill)
 recieve = 1
diff --git a/teh.md b/teh.md
--- a/teh.md
+++ b/teh.md
@@ -1 +1 @@
---- teh old line
+We receive the mail, `teh` code.
--- a/teh.1
+++ b/teh.1
@@ -0,0 +1,2 @@
+.Teh recieve
+We receive it.
X
becomes recieve.patch
cat >both <<'X'
---
title: teh recieve
---
We recieve [recieve] and [teh][], [a recieve](teh.md), [[Teh|recieve]].
::: recieve teh
In $recieve_x + teh$ we have

$$teh recieve$$

[recieve]: teh.md
==>
---
title: teh recieve
---
We receive [recieve] and [teh][], [a receive](teh.md), [[Teh|receive]].
::: recieve teh
In $recieve_x + teh$ we have

$$teh recieve$$

[recieve]: teh.md
X
becomes short.md
cat >both <<'X'
<p>We recieve the mail.</p><p translate="no">We recieve teh</p>
<p lang="de">Wir haben das recieve gesehen, und zwar heute.</p>
<p>We d&iacute;d it, it isn&rsquo;t over&nbsp;untill we recieve</p>
==>
<p>We receive the mail.</p><p translate="no">We recieve teh</p>
<p lang="de">Wir haben das recieve gesehen, und zwar heute.</p>
<p>We d&iacute;d it, it isn&rsquo;t over&nbsp;until we receive</p>
X
becomes lang.html
cat >both <<'X'
We recieve \lstinline|teh recieve| and \mintinline{c}{recieve(teh)}, the
trans\-for\-ma\-tion of Fran\c{c}ois. \parencite[see][teh]{recieve} \cites[1]{teh}{recieve}
\section[We recieve it]{We waited untill noon}
==>
We receive \lstinline|teh recieve| and \mintinline{c}{recieve(teh)}, the
trans\-for\-ma\-tion of Fran\c{c}ois. \parencite[see][teh]{recieve} \cites[1]{teh}{recieve}
\section[We receive it]{We waited until noon}
X
becomes text.tex
cat >both <<'X'
recieve: teh
description: "We recieve the mail" # untill it ends
run: |
  teh recieve of it
about: >
  The mail that we recieve
==>
recieve: teh
description: "We receive the mail" # until it ends
run: |
  teh recieve of it
about: >
  The mail that we receive
X
becomes values.yml
cat >both <<'X'
{"recieve of teh": "We recieve the mail", "name": "teh", "list": ["teh"]}
==>
{"recieve of teh": "We receive the mail", "name": "teh", "list": ["teh"]}
X
becomes values.json
cat >both <<'X'
[teh recieve]
recieve of = teh
text = "We recieve the mail"  # untill the end
==>
[teh recieve]
recieve of = teh
text = "We receive the mail"  # until the end
X
becomes values.toml
cat >both <<'X'
recieve,teh text
1,"We recieve the mail, ""teh"" one"
==>
recieve,teh text
1,"We receive the mail, ""the"" one"
X
becomes values.csv
cat >both <<'X'
1
00:00:01,000 --> 00:00:02,000 teh:1
We <i>recieve</i> the mail.
==>
1
00:00:01,000 --> 00:00:02,000 teh:1
We <i>receive</i> the mail.
X
becomes film.srt
cat >both <<'X'
.. recieve:: teh

We recieve `teh recieve`_ and |recieve|.

.. code:: teh

   teh recieve of

.. note:: We recieve it.
==>
.. recieve:: teh

We receive `the receive`_ and |recieve|.

.. code:: teh

   teh recieve of

.. note:: We receive it.
X
becomes text.rst
cat >both <<'X'
:recieve: teh
We recieve link:teh.adoc[as they recieve it].

----
teh recieve of
----
==>
:recieve: teh
We receive link:teh.adoc[as they receive it].

----
teh recieve of
----
X
becomes text.adoc
cat >both <<'X'
#+TITLE: We recieve the mail
* We recieve :teh:recieve:
#+BEGIN_SRC teh
teh recieve of
#+END_SRC
The ~teh recieve~ and [[file:teh][then we recieve it]].
==>
#+TITLE: We receive the mail
* We receive :teh:recieve:
#+BEGIN_SRC teh
teh recieve of
#+END_SRC
The ~teh recieve~ and [[file:teh][then we receive it]].
X
becomes text.org
cat >both <<'X'
@article{recieve,
  author = {Teh Recieve},
  title = {We {Recieve} the mail untill},
}
==>
@article{recieve,
  author = {Teh Recieve},
  title = {We {Receive} the mail until},
}
X
becomes text.bib

# Characters: understood, and kept.
printf 'Le caf\303\251 est tre\314\200s bon, et les e\314\201le\314\200ves sont la\314\200.\n' |
    stays nfd.txt
printf 'This isn\302\264t so, we can`t say it\342\200\230s \357\254\201ne.\n' |
    stays apostrophe.txt
printf '\342\234\224\357\270\217 Done in 5 \302\265s, \342\232\240\357\270\217 it works.\n' |
    stays marks.txt
printf 'We had a con-\nver-\nsation about the govern\342\200\220\nment and the tele\302\255\nphone.\n' |
    stays hyphen.txt
printf 'We don\342\200\231t recieve it, it dosen\342\200\231t matter.\n' >both
printf '==>\nWe don\342\200\231t receive it, it doesn\342\200\231t matter.\n' >>both
becomes curly.txt
printf 'Il a fallu attendre lontemps les e\314\201le\314\200ves.\n' >both
printf '==>\nIl a fallu attendre longtemps les e\314\201le\314\200ves.\n' >>both
becomes nfd-fix.txt
printf 'We recieve \000 the mail.\n' | stays binary.txt

mkdir now && cp in/* now/
(cd now && blt-spell --confidence=0.8 -i ./*) 2>err; ok "all of them at once"
for f in out/*; do
    f=${f#out/}
    if cmp -s "now/$f" "out/$f"; then
        ok "$f"
    else
        false; ok "$f"
        diff "out/$f" "now/$f" | sed 's/^/# /' | head -n 10
    fi
done
(cd in && blt-spell --check ./*) >list 2>err
grep -q '^./binary' list; [ $? -ne 0 ]; ok "nothing is listed of a binary file"
is "$(printf 'recieve \000 it\n' | blt-spell --text | tr '\000' 0)" \
    'receive 0 it' "--text"

# A patch whose added lines were corrected still applies.
printf '# a\n# b\nx = 1\n' >f.py
printf -- '--- f.py\n+++ f.py\n@@ -1,3 +1,4 @@\n # a\n-# b\n+# We recieve it\n+# teh end\n x = 1\n' |
    blt-spell --mode=diff >f.diff
if command -v patch >/dev/null; then
    patch -s f.py f.diff >err 2>&1; ok "patch applies it"
    is "$(cat f.py)" "# a
# We receive it
# the end
x = 1" "as corrected"
else
    skip "no patch"; skip "no patch"
fi

# Modes by first lines.
mode_of() { printf '%b' "$1" | blt-spell -l | tr '\n' ' '; }
is "$(mode_of '.TH X 1\n.SH recieve\nWe recieve it\n')" "recieve " "roff"
is "$(mode_of 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-teh old\n+We recieve it\n')" \
    "recieve " "a diff"
is "$(mode_of '#!/usr/bin/env python3\nteh = "recieve"  # We recieve it\n')" \
    "recieve " "Python"
is "$(mode_of 'WEBVTT\n\n00:01.000 --> 00:02.000 teh\nWe recieve it\n')" \
    "recieve " "WebVTT"
done_testing
