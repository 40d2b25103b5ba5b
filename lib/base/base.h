/* What most rooms use of base/. */
#ifndef BLT_BASE_H
#define BLT_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/keyvalue.h"
#include "base/options.h"
#include "base/rng.h"
#include "base/size.h"

#endif
