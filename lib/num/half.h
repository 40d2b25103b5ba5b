/* Numbers of 16 bits: BF16 and F16. */
#ifndef BLT_NUM_HALF_H
#define BLT_NUM_HALF_H

#include <stdint.h>

uint16_t blt__bf16_from(float x);       /* to nearest, ties to even */
float    blt__bf16_to(uint16_t x);
uint16_t blt__f16_from(float x);
float    blt__f16_to(uint16_t x);

#endif
