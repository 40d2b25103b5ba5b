/* The table of a recipe's keys: name, type, range and location of each. */
#ifndef BLT_TRAIN_RECIPE_KEYS_H
#define BLT_TRAIN_RECIPE_KEYS_H

#include "train/recipe.h"

typedef enum blt__key_type {
    BLT__KEY_INT,               /* int32_t */
    BLT__KEY_INT64,
    BLT__KEY_DOUBLE,
    BLT__KEY_FLOAT,
    BLT__KEY_TEXT,              /* char array */
    BLT__KEY_CHOICE,            /* int: index of a word */
    BLT__KEY_INTS               /* config.hash_sizes */
} blt__key_type;

typedef struct blt__recipe_key {
    const char *name;           /* NULL ends an array of keys */
    blt__key_type type;
    size_t at;                  /* offset in the section's struct */
    double low, high;           /* inclusive range; of a TEXT, its length in
                                   bytes */
    const char *words;          /* of a CHOICE, separated by blanks; "." is a
                                   number without a word */
    int free;                   /* 1: may differ between two runs */
} blt__recipe_key;

typedef struct blt__recipe_section {
    const char *name;
    const blt__recipe_key *keys;
    size_t at;                  /* offset of its struct in blt__recipe */
} blt__recipe_section;

enum { BLT__RECIPE_SECTIONS = 10 };
extern const blt__recipe_section blt__recipe_sections[BLT__RECIPE_SECTIONS];

/* The section of this name, or NULL. */
const blt__recipe_section *
blt__recipe_section_find(const char *name);

/* Sets one key from its text.  BLT_EDATA when the value does not fit; `where`
 * is the place that the message names. */
blt_status
blt__recipe_key_set(blt__recipe *r, const blt__recipe_section *s,
                    const blt__recipe_key *k, const char *value,
                    const char *where, blt_error *err);

/* Appends the value of a key in the form that blt__recipe_key_set reads. */
void
blt__recipe_key_print(blt__buf *b, const blt__recipe *r,
                      const blt__recipe_section *s,
                      const blt__recipe_key *k);

/* 1 and the number when value is a finite decimal number, else 0.  (strtod
 * would also accept "nan", "inf" and hexadecimal.) */
int
blt__recipe_decimal(double *out, const char *value);

#endif
