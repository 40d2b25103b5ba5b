/* What the files of blt-patch share: how to cut, a text being cut, and the
 * ways around it. */
#ifndef BLT_BIN_PATCH_H
#define BLT_BIN_PATCH_H

#include "bin/cli/scored.h"

/* How to cut, once options and model have been asked. */
typedef struct patch_plan {
    blt_patch_options opt;      /* max_length holds for a pattern too */
    int needs_entropy;
    const char *pattern;        /* a patch is a match, or what lies between
                                   two; NULL: as opt says */
    blt_regex *regex;
} patch_plan;

/* ---- cut.c: one document after the other ------------------------------- */

/* Takes a patch; n >= 1 bytes at p, which last until it returns. */
typedef void patch_put(void *arg, const blt_record *r);

typedef struct patch_cut {
    const patch_plan *plan;
    patch_put *put;
    void *arg;
    int64_t patches, bytes;     /* of all documents */
    blt_cutter cutter;
    int last;                   /* the token before the next byte */
    int asked;                  /* the cutter knows the entropy before it */
    int64_t offset;             /* of the open patch */
    uint8_t *open;              /* its bytes */
    size_t n, room;
    float entropy;              /* of its first byte */
    double surprisal;           /* of all of them */
    blt_splitter *split;        /* pattern: cuts instead of the cutter */
    float *wait;                /* pattern: [waiting][2] entropy, surprisal
                                   of bytes that the splitter still has */
    size_t waiting, wait_room;
} patch_cut;

void patch_cut_begin(patch_cut *c);
void patch_cut_bytes(patch_cut *c, const cli_scored_bytes *b);
void patch_cut_end(patch_cut *c);
void patch_cut_free(patch_cut *c);

/* ---- target.c: the threshold that makes patches of a wanted size ------- */

/* Keeps what sinks are told, so that it can be cut many times. */
typedef struct patch_spool patch_spool;
patch_spool *patch_spool_new(void);
void patch_spool_free(patch_spool *s);
void patch_spool_document(patch_spool *s, const char *name);
void patch_spool_bytes(patch_spool *s, const cli_scored_bytes *b);

/* Tells it all again; any sink may be the listener. */
void patch_spool_replay(patch_spool *s, const cli_sink *to);

/* The threshold in nats that comes nearest; ends the command when that is
 * not within 1 %. */
float patch_find_threshold(patch_spool *s, const patch_plan *plan,
                           double target);

/* ---- picture.c: patches to look at ------------------------------------- */

/* "A,B,..." out of choices "A|B|...|regex", which is in the order of
 * blt_scheme: sets pattern and scheme of plan [BLT_VIEW_SCHEMES], the names,
 * and returns how many there are.  Ends the command when one is none. */
size_t patch_compare_parse(patch_plan *plan, const char **names,
                           const char *list, const char *choices,
                           const char *pattern);

/* On stdout.  plan [lanes] and names [lanes] are borrowed; without names
 * there is one lane.  documents: as many are to be expected. */
typedef struct patch_picture patch_picture;
patch_picture *patch_picture_new(blt_view_kind kind, const patch_plan *plan,
                                 size_t lanes, const char *const *names,
                                 int documents);
void patch_picture_free(patch_picture *c);
void patch_picture_document(patch_picture *c, const char *name);
void patch_picture_bytes(patch_picture *c, const cli_scored_bytes *b);
void patch_picture_document_end(patch_picture *c);
void patch_picture_flush(patch_picture *c);
void patch_picture_end(patch_picture *c);
/* ---- report.c ---------------------------------------------------------- */

/* words: how the plan cuts; they stay.  The model, if there is one, is asked
 * what it costs. */
blt_report *patch_report_new(const patch_plan *plan, cli_scored *from,
                             const char *words);
void patch_report_put(blt_report *r, const blt_record *record);

/* ---- join.c ------------------------------------------------------------ */

/* The bytes that a stream came from, on stdout. */
void patch_join(cli_input *in);

#endif
