/* The model card: README.md of a model directory. */
#ifndef BLT_TRAIN_CARD_H
#define BLT_TRAIN_CARD_H

#include "train/progress.h"
#include "train/valid.h"

typedef struct blt__card {
    const blt__recipe *recipe;
    const blt__progress *at;
    const blt__params *params;
    const blt__corpus *data, *valid;
    const blt__valid_result *by_lang;   /* [valid->langs], or NULL */
} blt__card;

/* Writes dir/README.md, atomically. */
blt_status
blt__card_write(const char *dir, const blt__card *card, blt_error *err);

#endif
