#include <stdio.h>
#include <sys/types.h>	/* two levels */
#include "server.h"
  #  include "../deps/x.h"
#include CONFIG_H
#ifdef HAVE_Y
#include "y.h"
#endif
static int table[] = {
#include "table.inc"
};
/* #include "in_a_comment.h" */
static const char *s = "#include <in_a_string.h>";
