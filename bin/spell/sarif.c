/* SARIF 2.1.0, for services that show findings in code.  One run; results are
 * written as they are found, so memory does not grow with the input. */
#include "config.h"
#include <string.h>
#include "bin/spell/spell.h"

static const struct { const char *id, *text; } rules[] = {
    [BLT_SPELL_UNKNOWN] = { "unknown-word", "Unknown word" },
    [BLT_SPELL_REAL] = { "real-word",
                         "A word, but probably not the intended one" },
    [BLT_SPELL_SPLIT] = { "missing-blank", "Two words written as one" },
    [BLT_SPELL_JOIN] = { "extra-blank", "One word written as two" },
    [BLT_SPELL_CASE] = { "case", "Correct letters in the wrong case" },
};
#define RULES (sizeof rules / sizeof *rules)

static int64_t results;

static void
put(const char *s)
{
    cli_put(s, strlen(s));
}

static void
put_int(const char *key, int64_t x)
{
    char text[96];

    snprintf(text, sizeof text, "\"%s\":%lld", key, (long long)x);
    put(text);
}

void
spell_sarif_begin(void)
{
    put("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
        "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
        "\"name\":\"blt-spell\",\"version\":\"" PACKAGE_VERSION "\","
        "\"rules\":[");
    for (size_t i = 0; i < RULES; i++) {
        put(i > 0 ? ",{\"id\":\"" : "{\"id\":\"");
        put(rules[i].id);
        put("\",\"shortDescription\":{\"text\":\"");
        put(rules[i].text);
        put("\"}}");
    }
    put("]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
}

void
spell_sarif_end(void)
{
    put("\n]}]}\n");
}

/* A path as a URI reference: bytes other than the unreserved ones of RFC 3986
 * and the slash are escaped. */
static void
put_uri(const char *path)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR"
        "STUVWXYZ0123456789-._~/";
    char text[8];

    if (*path == '/')
        put("file://");
    for (; *path != '\0'; path++) {
        if (strchr(safe, *path) != NULL) {
            cli_put(path, 1);
        } else {
            snprintf(text, sizeof text, "%%%02X", (unsigned char)*path);
            put(text);
        }
    }
}

static void
put_message(const spell_piece *t, const blt_spell_finding *f)
{
    put("\"message\":{\"text\":\"\\\"");
    cli_json_text(t->p + f->offset, f->length);
    put(f->n > 0 ? "\\\": perhaps " : "\\\": no suggestions");
    for (size_t i = 0; i < f->n; i++) {
        put(i > 0 ? ", \\\"" : "\\\"");
        cli_json_text(f->alternative[i].text, f->alternative[i].length);
        put("\\\"");
    }
    put("\"}");
}

/* The region of the finding in lines and columns, with its bytes if
 * `offsets`. */
static void
put_region(spell_piece *t, const blt_spell_finding *f, int offsets)
{
    int64_t line, column;

    put("{");
    spell_place(t, f->offset);
    line = t->at_line;
    column = t->at_column;
    spell_place(t, f->offset + f->length);
    put_int("startLine", line);
    put(",");
    put_int("startColumn", column);
    put(",");
    put_int("endLine", t->at_line);
    put(",");
    put_int("endColumn", t->at_column);
    if (offsets) {
        put(",");
        put_int("byteOffset", t->offset + (int64_t)f->offset);
        put(",");
        put_int("byteLength", (int64_t)f->length);
    }
    put("}");
}

static void
put_fix(const spell_piece *t, const blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->alternative;

    put(",\"fixes\":[{\"artifactChanges\":[{\"artifactLocation\":{\"uri\":\"");
    put_uri(t->in->document);
    put("\"},\"replacements\":[{\"deletedRegion\":{");
    put_int("byteOffset", t->offset + (int64_t)f->offset);
    put(",");
    put_int("byteLength", (int64_t)f->length);
    put("},\"insertedContent\":{\"text\":\"");
    cli_json_text(a->text, a->length);
    put("\"}}]}]}]");
}

static void
sarif_found(spell_piece *t, const blt_spell_finding *f)
{
    char rank[64];

    if (!f->mistake)
        return;
    put(results++ > 0 ? ",\n{\"ruleId\":\"" : "\n{\"ruleId\":\"");
    put((size_t)f->kind < RULES ? rules[f->kind].id : rules[0].id);
    put("\",\"level\":\"warning\",");
    snprintf(rank, sizeof rank, "\"rank\":%.4g,", 100 * f->wrong);
    put(rank);
    put_message(t, f);
    put(",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":"
        "{\"uri\":\"");
    put_uri(t->in->document);
    put("\"},\"region\":");
    put_region(t, f, 1);
    put("}}]");
    if (f->n > 0)
        put_fix(t, f);
    put("}");
}

const spell_output spell_sarif = { NULL, sarif_found, NULL, NULL };
