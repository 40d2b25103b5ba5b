/* The tasks of CUTE and their prompts. */
#ifndef BLT_EVAL_CUTE_PROMPTS_H
#define BLT_EVAL_CUTE_PROMPTS_H

#include <blt/eval.h>

typedef struct blt__cute_prompt {
    const char *name;
    int inputs;                 /* columns before the answer */
    int fold;                   /* 1: answers are compared in lower case */
    const char *instruction;
    const char *example[4];
    const char *question;       /* {} for each input, in order */
} blt__cute_prompt;

extern const blt__cute_prompt blt__cute_prompts[BLT_CUTE_TASKS];

#endif
