/*
 * foreign_shell: shell files that bash's grammar cannot read.
 *
 * Linguist calls Z shell "Shell", as it calls bash, and scripts of the C shell come under that name when they end in
 * .sh. Three quarters of such a file are syntax errors to a parser of bash, and the functions it finds in the rest are
 * invented. What the file says of itself goes before its name. Nothing is kept; any thread.
 */
#ifndef CBCRAWL_PARSE_FOREIGN_SHELL_H
#define CBCRAWL_PARSE_FOREIGN_SHELL_H

#include "pipeline/base/str.h"

/* Does the name at the end of `path` alone say so, when the text does not say what it is? */
bool foreign_shell_name(struct str path);

/* Is the shell file at `path`, which holds `text`, written for zsh, csh or fish? Cannot fail. */
bool foreign_shell(struct str path, struct str text);

#endif
