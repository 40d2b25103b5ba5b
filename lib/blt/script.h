/* The scripts that a text is written in: Latin, Cyrillic, Han.  Since 0.1.
 * By Unicode's property Script.                                 [UAX 24]
 * These functions keep nothing: threads may call them freely. */
#ifndef BLT_SCRIPT_H
#define BLT_SCRIPT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Script numbers are in 0 .. BLT_SCRIPTS - 1, so they can index an array. */
#define BLT_SCRIPTS 256
#define BLT_SCRIPT_COMMON 0
#define BLT_SCRIPT_INVALID 255  /* bytes that are not UTF-8; never given by
                                   blt_script_next; for callers to use */

/* The character at the start of p[0 .. n), n >= 1.  Returns its length in
 * bytes, 1 to 4; 0 when p[n - 1] is inside it; -1 when no character starts
 * here.
 *   script  in: that of the previous character, BLT_SCRIPT_COMMON at the start
 *           out: that of this one; characters that scripts share (spaces,
 *           digits, accents) keep the previous script.  Unchanged when no
 *           length is returned */
BLT_API int
blt_script_next(int *script, const uint8_t *p, size_t n);

/* Runs of one script by UAX 24 section 5: characters that scripts share take
 * the script before them, at the start of a paragraph the script after them,
 * and a closing bracket takes that of its opening one.  Plain data that does
 * not grow; { 0 } at the start of a text.  Since 0.2. */
typedef struct blt_script_run {
    int script;                 /* of the run; COMMON: not known yet */
    int before;                 /* of the previous paragraph */
    int open;                   /* number of open brackets */
    struct { uint32_t close; int script; } bracket[16];
} blt_script_run;

/* Like blt_script_next.  *script becomes the character's script, or
 * BLT_SCRIPT_COMMON when the character takes the first other script that a
 * later call returns; the caller must hold such characters back until then,
 * or until the end of the text, where they take run->before. */
BLT_API int
blt_script_run_next(blt_script_run *run, int *script, const uint8_t *p,
                    size_t n);

/* "Latin", "Old_Persian": a static string; NULL for any other number. */
BLT_API const char *
blt_script_name(int script);

#ifdef __cplusplus
}
#endif
#endif
