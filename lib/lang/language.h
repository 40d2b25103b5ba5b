/* All that is known of one language. */
#ifndef BLT_LANG_LANGUAGE_H
#define BLT_LANG_LANGUAGE_H

#include "lang/channel.h"
#include "lang/cloze.h"
#include "lang/lexicon.h"
#include "lang/ngram.h"

/* Borrowed parts; read-only, may be shared by threads. */
typedef struct blt__language {
    char code[16];                      /* "en" */
    const blt__lexicon *lexicon;
    const blt__ngram *ngram;            /* NULL: none */
    const blt__backoff *plain;          /* n-grams of words alone, without
                                           punctuation; NULL: none */
    const blt__cloze *cloze;            /* NULL: none */
    const blt__channel *channel;        /* its own, or the common one */
} blt__language;

#endif
