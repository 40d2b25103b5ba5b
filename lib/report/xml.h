/* Text in XML and HTML. */
#ifndef BLT_REPORT_XML_H
#define BLT_REPORT_XML_H

#include "base/base.h"

/* Appends n bytes of UTF-8 as the text of an element or of a quoted attribute,
 * in which nothing is markup. */
void blt__xml_put(blt__buf *b, const void *p, size_t n);

#endif
