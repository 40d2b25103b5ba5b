/* Pickles as data.
 *
 * A pickle is a program for a stack machine that may call any function of
 * Python.  This reader calls none.  It builds the values that the program
 * describes, keeps a call as a value, and knows only the opcodes of protocol 2
 * that a dictionary of tensors needs.  Any other opcode is an error, and so is
 * any name that the caller does not list. */
#ifndef BLT_FILE_PICKLE_H
#define BLT_FILE_PICKLE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

typedef enum blt__pickle_kind {
    BLT__PICKLE_NONE, BLT__PICKLE_BOOL, BLT__PICKLE_INT, BLT__PICKLE_REAL,
    BLT__PICKLE_TEXT,       /* UTF-8 */
    BLT__PICKLE_TUPLE,
    BLT__PICKLE_LIST,       /* its elements are not kept */
    BLT__PICKLE_DICT,       /* also a collections.OrderedDict */
    BLT__PICKLE_NAME,       /* a function or class of the caller's list */
    BLT__PICKLE_CALL,       /* a name of the list with arguments */
    BLT__PICKLE_PERSISTENT  /* a persistent id: a value outside the pickle */
} blt__pickle_kind;

/* Values and pairs are named by their numbers. */
typedef struct blt__pickle_value {
    blt__pickle_kind kind;
    uint32_t name;          /* NAME, CALL: index in the list of names */
    uint32_t first, n;      /* TEXT: offset and bytes; TUPLE: of item; DICT:
                               the first pair plus 1 or 0, and the last one;
                               CALL, PERSISTENT: first is the argument */
    int64_t number;         /* BOOL, INT */
} blt__pickle_value;

typedef struct blt__pickle_pair {
    uint32_t key, value;
    uint32_t next;          /* plus 1; 0: the last */
} blt__pickle_pair;

typedef struct blt__pickle {
    const uint8_t *text;
    blt__pickle_value *value;
    uint32_t *item;             /* the values of all tuples */
    blt__pickle_pair *pair;
    uint32_t values, items, pairs;
    uint32_t root;              /* the value of the whole pickle */
} blt__pickle;

/* What a pickle may have: 20 times the 200 kB of a model with 1,000 tensors
 * and the state of its optimizer (derived).  Memory is at most 60 times the
 * size. */
#define BLT__PICKLE_MAX 4194304u

/* Reads the pickle text [n], which must outlive p.
 *   names  "MODULE.NAME" of what it may mention, up to a NULL
 *   path   of the file, for messages
 * Values may contain each other in circles, so whoever walks them bounds the
 * depth.  BLT_EDATA with the offset when it is not such a pickle; p needs no
 * blt__pickle_free() then. */
blt_status
blt__pickle_read(blt__pickle *p, const uint8_t *text, size_t n,
                 const char *const *names, const char *path,
                 blt_error *err);
void blt__pickle_free(blt__pickle *p);

#endif
