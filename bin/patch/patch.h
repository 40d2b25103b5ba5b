/* What the files of blt-patch share: how to cut, and what is done besides
 * writing a stream of patches. */
#ifndef BLT_BIN_PATCH_H
#define BLT_BIN_PATCH_H

#include "bin/cli/scored.h"

/* How to cut, once options and model have been read. */
typedef struct patch_plan {
    blt_patch_options opt;      /* max_length holds for a pattern too */
    int needs_entropy;
    const char *pattern;        /* a patch is a match or the text between two;
                                   NULL: as opt says */
    blt_regex *regex;
} patch_plan;

/* ---- target.c: --target-size -------------------------------------------- */

/* Keeps what a sink is given, so that it can be cut many times. */
typedef struct patch_spool patch_spool;
patch_spool *patch_spool_new(void);
void patch_spool_free(patch_spool *s);
void patch_spool_document(patch_spool *s, const char *name);
void patch_spool_bytes(patch_spool *s, const blt_scored *b);

/* Gives all of it to a sink again. */
void patch_spool_replay(patch_spool *s, const cli_sink *to);

/* The threshold in nats whose mean patch is closest to target bytes; ends the
 * command when that is not within 1 %. */
float patch_find_threshold(patch_spool *s, const patch_plan *plan,
                           double target);

/* ---- picture.c: --svg, --compare ---------------------------------------- */

/* "A,B,..." out of choices "A|B|...|regex", which is in the order of
 * blt_scheme: sets pattern and scheme of plan [BLT_COMPARE_MOST] and the
 * names, and returns how many there are.  Ends the command when one is not a
 * choice. */
size_t patch_compare_parse(patch_plan *plan, const char **names,
                           const char *list, const char *choices,
                           const char *pattern);

/* A picture of all documents on stdout: names are [schemes] and borrowed, or
 * NULL for one scheme; documents: as many are to be expected. */
void patch_picture_open(blt_view_kind kind, const patch_plan *plan,
                        size_t schemes, const char *const *names,
                        int documents);
void patch_picture_document(const char *name);
void patch_picture_bytes(const blt_scored *b);
void patch_picture_document_end(void);
void patch_picture_flush(void);
void patch_picture_close(void);

/* ---- report.c: --report ------------------------------------------------- */

/* words: how the plan cuts, borrowed.  The model's FLOPs are counted if there
 * is a model. */
blt_report *patch_report_new(const patch_plan *plan, cli_scored *from,
                             const char *words);
blt_status patch_report_put(blt_report *r, const blt_record *record,
                            blt_error *err);

/* ---- join.c: --join ----------------------------------------------------- */

/* The bytes that a stream came from, on stdout. */
void patch_join(cli_input *in);

#endif
