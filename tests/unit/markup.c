/* markup/: which words of a text are prose. */
#include "config.h"
#include "markup/markup.h"
#include "tests/lib/tap.h"

enum { MODES = BLT_SPELL_YAML + 1 };

/* The words that are not hidden, separated by spaces. */
static const char *
left(blt__buf *out, blt_spell_mode mode, const char *text, size_t n,
     const char *ignore, blt__buf *words, int by_line)
{
    blt__tokens t = { 0 };
    blt__markup_state at = { 0 };
    blt_regex *re = NULL;
    blt_error err;
    size_t k;

    blt__buf_clear(out);
    blt__buf_put(out, "", 0);
    if (ignore != NULL && blt_regex_new(&re, ignore, &err) != BLT_OK)
        return "bad pattern";
    for (size_t i = 0; i < n; i += k) {
        const char *end = by_line ? memchr(text + i, '\n', n - i) : NULL;
        const uint8_t *p = (const uint8_t *)text + i;

        k = end != NULL ? (size_t)(end - text) + 1 - i : n - i;
        if (blt__tokens_find(&t, p, k, &err) != BLT_OK
            || blt__markup_hide(&t, p, k,
                                &(blt__markup_options){ mode, re }, &at,
                                words, &err)
               != BLT_OK) {
            blt__buf_clear(out);
            blt__buf_put(out, err.text, strlen(err.text));
            break;
        }
        for (size_t w = 0, last = 0; w < t.n; w++) {
            if (t.p[w].offset < last
                || t.p[w].offset + t.p[w].length > k)
                return "tokens out of order";
            last = t.p[w].offset + t.p[w].length;
        }
        for (size_t w = 0; w < t.n; w++)
            if (t.p[w].kind == BLT__TOKEN_WORD && !t.p[w].skip) {
                if (out->n > 0)
                    blt__buf_put(out, " ", 1);
                blt__buf_put(out, p + t.p[w].offset, t.p[w].length);
            }
    }
    blt__tokens_free(&t);
    blt_regex_free(re);
    return out->p;
}

static void
want(blt_spell_mode mode, const char *text, const char *words)
{
    blt__buf out = { 0 }, own = { 0 };
    const char *got = left(&out, mode, text, strlen(text), NULL, &own, 0);

    if (!ok(strcmp(got, words) == 0, "%.50s", text))
        printf("# got:  %s\n# want: %s\n", got, words);
    got = left(&out, mode, text, strlen(text), NULL, &own, 1);
    if (strcmp(got, words) != 0 && mode != BLT_SPELL_TEXT) {
        ok(0, "line by line: %.50s", text);
        printf("# got:  %s\n# want: %s\n", got, words);
    }
    blt__buf_free(&out);
    blt__buf_free(&own);
}

static void
looks(void)
{
    static const char *const kept[] = {
        "teh", "and/or", "he/she", "word(s)", "end.The", "don't",
        "well-known", "this--that", "(see", "\"quoted\"", "A", "I", "teH",
        "tHe", "McX", "3 apples", "mix", "civic", "*bold*", "_slanted_",
        "naïve", "word,word", "Hello:", "it's", "l'eau", "TEXTUALLY"
    };
    static const char *const gone[] = {
        "https://exmaple.org/a?b=teh", "www.exmaple.org", "exmaple.com",
        "ann@exmaple.org", "@hanlde", "#tga", "/usr/shrae/doc", "~/.bahsrc",
        "./configrue", "src/mian.c", "a/b/cee", "C:\\Usres\\x", "$HOEM",
        "${hoem}", "--optoin", "-optoin", "-x", "snake_csae", "camelCsae",
        "CamelCsae",
        "foo.bra", "foo.bra.baz", "std::vectro", "ptr->nmae", "key=vlaue",
        "fucn()", "arr[0]", "utf8", "x86_64", "v1.2", "2nd", "deadbeef",
        "0xdeadbeef", "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "dGhpcyBpcyBiYXNlNjQgdGV4dA==", ":simle:", "5 kHz", "10 GiB",
        "5km", "XIV", "viii", "PDFs", "e.g.", "w/o", "r/linxu",
        "C++", "C#", "<tga>", "</tga>", "{palceholder}", "AT&T", "`cdoe`",
        "foo:bra", "mailto:ann@exmaple.org", "%PAHT%", "...", "XMLHttp",
        "n/a", "caf\xe9", "\xe9tat", "git@github.com:u/r.git", "1.2.3-rc1"
    };
    blt__buf out = { 0 }, own = { 0 };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        ok(*left(&out, BLT_SPELL_TEXT, kept[i], strlen(kept[i]), NULL, &own,
                 0) != '\0', "prose: %s", kept[i]);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (!ok(*left(&out, BLT_SPELL_TEXT, gone[i], strlen(gone[i]), NULL,
                      &own, 0) == '\0', "none: %s", gone[i]))
            printf("# left: %s\n", out.p);
    want(BLT_SPELL_TEXT, "THIS IS WHAT A LOUD LINE HAS",
         "THIS IS WHAT A LOUD LINE HAS");
    want(BLT_SPELL_TEXT, "A talk by NASA", "A talk by");
    want(BLT_SPELL_TEXT, "See https://a.b/teh, then (www.x.org) go.",
         "See then go");
    blt__buf_free(&out);
    blt__buf_free(&own);
}

static void
pragmas(void)
{
    static const char text[] =
        "one\n# blt-spell:off\ntwo\nblt-spell:on\nthree\n"
        "four // blt-spell:ignore-line\nfive\n"
        "/* blt-spell:words foo, B\xc3\xa4r baz */\nsix\n"
        "<!-- blt-spell:words qux --> \nblt-spell:off\nseven\n";
    blt__buf out = { 0 }, own = { 0 };
    const char *got = left(&out, BLT_SPELL_TEXT, text, sizeof text - 1, NULL,
                           &own, 0);

    ok(strcmp(got, "one three five six") == 0, "pragmas: %s", got);
    ok(strcmp(own.p, "foo\nB\xc3\xa4r\nbaz\nqux\n") == 0, "words of one's"
       " own: %s", own.p);
    got = left(&out, BLT_SPELL_TEXT, text, sizeof text - 1, NULL, &own, 1);
    ok(strcmp(got, "one three five six") == 0, "line by line: %s", got);
    got = left(&out, BLT_SPELL_TEXT, "a TODO(x): b\nTODO\n", 18,
               "^a|TODO\\S*", &own, 0);
    ok(strcmp(got, "b") == 0, "ignored: %s", got);
    {
        char line[5000];

        memset(line, 'o', sizeof line);
        for (size_t i = 9; i < sizeof line; i += 10)
            line[i] = ' ';
        memcpy(line + 4500, "zzz", 3);
        left(&out, BLT_SPELL_TEXT, line, sizeof line, "\\w*zzz\\w*", &own,
             0);
        ok(strstr(out.p, "zzz") == NULL && out.n > 4900, "far along a line");
        memset(line, 'a', sizeof line);
        left(&out, BLT_SPELL_TEXT, line, sizeof line, "(a+)+b(?=x)(*F)",
             &own, 0);
        ok(1, "a hostile pattern ends: %.60s", out.p);
    }
    blt__buf_free(&out);
    blt__buf_free(&own);
}

static void
markup(void)
{
    blt_spell_mode m = BLT_SPELL_MARKDOWN;

    want(m, "---\ntitle: front mtater\n---\nText\n", "Text");
    want(m, "Some `inlnie code` here.\n\n```sh\nfenecd\n```\nafter\n",
         "Some here after");
    want(m, "> quote\n> ~~~\n> fenecd\n> ~~~\n> end\n", "quote end");
    want(m, "para\n\n    indentde code\n\n    more cdoe\n\nafter\n",
         "para after");
    want(m, "- item\n\n    its text\n", "item its text");
    want(m, "A [link text](http://x/taregt \"the title\") and ![alt](p_q.png)"
         " or [this][lable].\n\n[lable]: http://x/y \"a title\"\n",
         "A link text the title and alt or this a title");
    want(m, "Tag <b class=\"xyzz\">bold</b> <img alt=\"said\" src=\"nto\">\n",
         "Tag bold said");
    want(m, "<https://exmaple.org> a < b and c\n", "a b and c");
    want(m, "x[^ntoe] {#idx .clss} {{ vraiable }} &nbsp; end\n", "x end");
    want(m, "a `b c\nd\n\ne` f\n", "a b c d e f");
    want(m, "<!-- hidden\nremark --> shown\n", "shown");
    m = BLT_SPELL_HTML;
    want(m, "<!DOCTYPE htlm><p clsas='x'>Text f&uuml;r me</p>\n",
         "Text f&uuml;r me");
    want(m, "<script>\nvar teh = '</';\n</script>after<style>p{colro:x}"
         "</style >end\n", "after end");
    want(m, "<img\n alt=\"spoken\nwords\" src='nto'\n> text <pre>n<b>o</b>"
         "</pre> yes\n", "spoken words text yes");
    want(m, "a < b <br/> c <code/> d\n", "a b c d");
    m = BLT_SPELL_TEX;
    want(m, "\\section{Title} text \\label{sec:tset} \\cite[p.~3]{knth} end"
         "\n", "Title text end");
    want(m, "in $x_i = teh$ and \\(abc\\) \\[ def \\] $$ghi$$ out % coment\n",
         "in and out");
    want(m, "\\begin{equation}\nabc\n\\end{equation}\nT\n\\begin{itemize}"
         "\\item one\\end{itemize}\n", "T one");
    want(m, "f\\\"ur na\\\"{\\i}ve \\verb|cdoe| \\emph{kept} 100\\% ok\n",
         "f\\\"ur na\\\"{\\i}ve kept ok");
    want(m, "A dollar \\$5 and \\textbf{bold}~text\n",
         "A dollar and bold text");
    m = BLT_SPELL_EMAIL;
    want(m, "From: Ann Onimus <a@b.c>\nSubject: The subject\n of it\nX-Spma:"
         " yse\n\nDear Bob\n\nOn Monday, Ann wrote:\n> quotde\nAnn> too\nMy"
         " answer\n-- \nAnn\nsignatrue\n",
         "The subject of it Dear Bob My answer");
    want(m, "Text: nto a header? yes\n\nBody\n--=_bnd_012345\nContent-Type:"
         " text/plian\n\nPart\n", "Body Part");
}

static void
code(void)
{
    blt_spell_mode m = BLT_SPELL_CODE;

    want(m, "int mian; // a coment\n/* blcok\n * two */ int y;\n",
         "a coment blcok two");
    want(m, "puts(\"Hello, my world\\n\"); f(\"nmae\"); c = '\"'; g(\"a"
         " b %s{x}\");\n", "Hello my world a b");
    want(m, "// int dead = cdoe;\n// live text\n", "live text");
    want(m, "/** @param nmae the name\n *  @return it */\n",
         "the name it");
    want(m, "let s = `a template\nof ${two} lines`; x\n",
         "a template of lines");
    want(m, "url = \"http://x/y\"; // see http://x.org/abc now\n",
         "see now");
    m = BLT_SPELL_CODE_HASH;
    want(m, "#!/bin/sh\nehco $# # says it\necho \"two words $x\"\n",
         "says it two words");
    want(m, "def fucn():\n    \"\"\"Does it.\n\n    And more.\"\"\"\n"
         "    return nohting  # why\n", "Does it And more why");
    m = BLT_SPELL_CODE_DASH;
    want(m, "SELCET x -- the reason\n--[[ a block\nof Lua ]] lcoal\n",
         "the reason a block of Lua");
    m = BLT_SPELL_CODE_LISP;
    want(m, "(defnu f (x) ; comment here\n  \"Doc string\nof two lines.\""
         "\n  'smybol)\n", "comment here Doc string of two lines");
    m = BLT_SPELL_CONFIG;
    want(m, "# a comment\n; another one\nkye = vlaue\nt = \"quoted text"
         " here\"\nurl = http://x # end\n",
         "a comment another one quoted text here end");
}

/* Anything at all, in every mode, whole and line by line: no crash, and with
 * many openers in a row no more than a moment. */
static void
anything(void)
{
    static const char *const bits[] = {
        "<", ">", "`", "```\n", "[", "](", ")", "\\", "$", "{", "}", "\"",
        "'", "/*", "*/", "//", "#", "--", "-- \n", "&", ";", "<!--", "-->",
        "\n", "\n\n", " ", "word", "<script>", "</script", "\\begin{align}",
        "\\end{", "\xff", "\xc3\xa4", "12", "_", "@", ".", "=", "    ",
        "blt-spell:off", "blt-spell:on\n", "blt-spell:words x", "\"\"\"",
        "@@ -1,9 +1,9 @@\n", "\n+", "+++ b/a.py\n", "msgstr \"", "\n.nf\n",
        "\\fB", "\\(aq", "<<EOF\n", "EOF\n", "${", ":: ", ".. code::\n",
        "#+BEGIN_SRC\n", "----\n", "|\n", "key: ", ",", "&uuml;",
        "<p lang=de>", "</p>", "\\-", "{\\\"o}", "$$", "[[", "]]", "@code\n",
        "r\"", "x_y", "-->\n", ":END:", "R\"(", "&T", "__", "\n    ", ">>> ",
        "\x27\x27\x27", "{-", "|#", "Subject: ", "%", "<a title=\"", "~~~", "\r\n", "\0"
    };
    blt__buf text = { 0 }, out = { 0 }, own = { 0 };
    blt__rng r;
    size_t most = 0;
    int bad = 0;

    blt__rng_seed(&r, 4);
    for (int i = 0; i < 10000 * MODES; i++) {
        size_t n = 1 + blt__rng_below(&r, 60);

        blt__buf_clear(&text);
        while (n-- > 0) {
            const char *b = bits[blt__rng_below(&r, sizeof bits
                                                / sizeof *bits)];

            blt__buf_put(&text, b, strlen(b) + (*b == '\0'));
        }
        blt__buf_clear(&own);
        if (strcmp(left(&out, (blt_spell_mode)(i % MODES), text.p, text.n,
                        NULL, &own, i / MODES % 2), "tokens out of order")
            == 0)
            bad++;
        most = out.n > most ? out.n : most;
    }
    ok(bad == 0, "tokens stay in order and within the text: %d", bad);
    ok(most > 0, "10,000 random texts in each mode, seed 4");
    for (size_t b = 0; *bits[b] != 0; b++) {    /* "\0" is the last */
        blt__buf_clear(&text);
        while (text.n < 30000) {
            blt__buf_put(&text, bits[b], strlen(bits[b]));
            blt__buf_put(&text, "a", b % 2);
        }
        for (int m = 0; m < MODES; m++) {
            blt__buf_clear(&own);
            left(&out, (blt_spell_mode)m, text.p, text.n, NULL, &own, 0);
        }
    }
    ok(1, "30,000 bytes of each opener");
    blt__buf_free(&text);
    blt__buf_free(&out);
    blt__buf_free(&own);
}

int
main(void)
{
    looks();
    pragmas();
    markup();
    code();
    anything();
    return done_testing();
}
