/*
 * quote: bytes of the scanned repository made safe to show or to store.
 *
 * Paths are bytes in git and strings in JSON. A path that is valid UTF-8 stays as it is; any other is C-quoted the
 * way git does with core.quotePath off ("\"caf\\303\"" with the quotes). For terminals every control byte, DEL, the
 * C1 range and the bidirectional controls are shown as escapes, so a file name can neither move the cursor nor
 * reorder a line.
 */
#ifndef CBCRAWL_BASE_QUOTE_H
#define CBCRAWL_BASE_QUOTE_H

#include "pipeline/base/buf.h"

/* Appends `path` in double quotes, with \n, \t, \", \\ and octal escapes for control bytes and invalid UTF-8. */
void quote_c(struct buf *out, struct str path);

/* Reads what quote_c writes back into bytes. False when `quoted` is not of that form. */
bool unquote_c(struct arena *arena, struct str quoted, struct str *ret_path);

/* Appends `text` with everything a terminal could act on shown as \xNN or \u{NNNN}. */
void quote_terminal(struct buf *out, struct str text);

/* Appends `bytes` as a part of a URI: all but unreserved characters (RFC 3986) and those in `also` as %XX. */
void quote_uri(struct buf *out, struct str bytes, const char *also);

/* Appends standard base64 with padding. */
void base64_encode(struct buf *out, struct str bytes);

/* False when `text` is not padded standard base64. */
bool base64_decode(struct arena *arena, struct str text, struct str *ret_bytes);

#endif
