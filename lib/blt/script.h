/* The scripts that a text is written in: Latin, Cyrillic, Han.  Since 0.1.
 * As Unicode's property Script has it.                          [UAX 24] */
#ifndef BLT_SCRIPT_H
#define BLT_SCRIPT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers of scripts are small, so that an array indexed by them will do. */
#define BLT_SCRIPTS 256
#define BLT_SCRIPT_COMMON 0
#define BLT_SCRIPT_INVALID 255  /* bytes that are not UTF-8; never given by
                                   blt_script_next, for callers to use */

/* The character at the start of p[0 .. n), n >= 1: its length in bytes, 1 to
 * 4; 0 when the bytes are the start of one that goes on behind n; -1 when no
 * character starts so.
 *   script  in: that of the character before, BLT_SCRIPT_COMMON at the start
 *           out: this one's.  What all scripts share (blanks, digits,
 *           accents) keeps the script before.  Changed only with a character */
BLT_API int
blt_script_next(int *script, const uint8_t *p, size_t n);

/* Runs of one script, as UAX 24 section 5 has them: what all scripts share
 * takes the script of what stands before it, at the start of a paragraph
 * that of what comes; and a closing bracket that of its opening one.  Plain
 * data; { 0 } at the start of a text.  Since 0.2. */
typedef struct blt_script_run {
    int script;                 /* of the run; COMMON: not known yet */
    int before;                 /* of the paragraph before */
    int open;                   /* brackets that wait to be closed */
    struct { uint32_t close; int script; } bracket[16];
} blt_script_run;

/* As blt_script_next.  *script gets the character's script, or
 * BLT_SCRIPT_COMMON when it takes the first other one that a later call
 * gives: the caller holds it back, with others, until then or until the end
 * of the text, where it takes run->before. */
BLT_API int
blt_script_run_next(blt_script_run *run, int *script, const uint8_t *p,
                    size_t n);

/* "Latin", "Old_Persian"; NULL for a number that is no script's. */
BLT_API const char *
blt_script_name(int script);

#ifdef __cplusplus
}
#endif
#endif
