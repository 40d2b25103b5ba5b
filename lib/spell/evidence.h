/* Evidence that an unknown word is intended: what the document, its format
 * and the list of names say about it. */
#ifndef BLT_SPELL_EVIDENCE_H
#define BLT_SPELL_EVIDENCE_H

#include "spell/word_counts.h"
#include "lang/token.h"

/* What a token is a part of, by its technical. */
typedef enum blt__technical {
    BLT__NOT_TECHNICAL, BLT__PERHAPS_TECHNICAL, BLT__TECHNICAL
} blt__technical;

/* A value of 0 means no such evidence. */
typedef enum blt__evidence {
    BLT__E_REPEATED,            /* log2 of how often the document has it, at
                                   most 4, times TECHNICAL */
    BLT__E_NAMED,               /* log2 (1 + n), where n times the document has
                                   the word in a part that is not prose: an
                                   identifier, an option, a URL, code */
    BLT__E_JOINED,              /* 1: a part of a longer string: foo-bar, a/b */
    BLT__E_UPPER,               /* in capitals, on a line that is not: 0.25
                                   to 1 by TECHNICAL */
    BLT__E_THREE,               /* TECHNICAL, if at most three letters */
    BLT__E_NEIGHBOURS,          /* of a capitalised word: capitalised words
                                   next to it, 0 to 2, half as much where
                                   TECHNICAL is low; 5 in a list */
    BLT__E_ADDRESS,             /* 1: capitalised, before an e-mail address or
                                   a handle */
    BLT__E_WORLD,               /* the list of names has it, or it is one
                                   with the d of a daemon: 0.5 to 1 by
                                   TECHNICAL; less in lower case or in
                                   German; twice as much in code */
    BLT__E_PLURAL,              /* 1: without its s, the list or the document
                                   has it; 2: it is a rare English word; 0.25
                                   to 1 by TECHNICAL: a common one */
    BLT__E_PREFIX,              /* TECHNICAL, if without its first letter it is
                                   a word of the language: xmalloc, htree */
    BLT__E_APOSTROPHE,          /* the unknown word has one, 0.5 to 1 by
                                   TECHNICAL: free'd, Ts'o */
    BLT__E_DENSITY,             /* share of the words around it that are
                                   unknown or not prose, times TECHNICAL */
    BLT__E_TECHNICAL,           /* 0 to 1: how technical the document is, or
                                   the words around, by the share of words in
                                   identifiers, paths and the like */
    BLT__EVIDENCE
} blt__evidence;

/* What a document says about its words, apart from how often it has each
 * unknown one. */
typedef struct blt__document {
    blt__word_counts named;     /* words of parts that are not prose, in lower
                                   case; identifiers also in parts */
    uint64_t words;             /* in all */
    uint64_t technical, perhaps;    /* in identifiers, paths, options */
} blt__document;

void
blt__document_clear(blt__document *d);
void
blt__document_free(blt__document *d);

/* Adds the tokens of a piece, with skip set by markup/, and sets technical of
 * those in identifiers and the like.  Bounded: see blt__word_counts_add(). */
blt_status
blt__document_learn(blt__document *d, const uint8_t *text,
                    blt__tokens *t, blt_error *err);

/* Whether a word token is a part of a longer string: it is next to a joining
 * mark that another word or number, or further marks, follow. */
int
blt__token_is_joined(const uint8_t *text, const blt__tokens *t, size_t i);

#endif
