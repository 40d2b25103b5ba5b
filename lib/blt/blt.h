/* libblt: the Byte Latent Transformer in C.  This header includes the rest;
 * each stands alone too.  blt(7) has the idea, libblt(3) the way of use. */
#ifndef BLT_BLT_H
#define BLT_BLT_H

#include <blt/error.h>
#include <blt/version.h>
#include <blt/progress.h>
#include <blt/lookup.h>
#include <blt/patch.h>
#include <blt/config.h>
#include <blt/charset.h>
#include <blt/pool.h>
#include <blt/model.h>
#include <blt/session.h>
#include <blt/flops.h>
#include <blt/gen.h>
#include <blt/embed.h>
#include <blt/regex.h>
#include <blt/language.h>
#include <blt/score.h>
#include <blt/script.h>
#include <blt/segment.h>
#include <blt/locale.h>
#include <blt/report.h>
#include <blt/spell.h>
#include <blt/stream.h>
#include <blt/noise.h>
#include <blt/tally.h>
#include <blt/eval.h>
#include <blt/train.h>
#include <blt/build.h>
#include <blt/unit.h>
#include <blt/view.h>

#endif
