/* A source of a tree that went over to C++. To C's grammar its one qualified name is a small error in much text. */
#include "defs.h"

struct ui_file;

static int
count_blanks (const char *name)
{
  int blanks = 0;
  for (int i = 0; name[i] != '\0'; i++)
    if (name[i] == ' ' || name[i] == '\t')
      blanks++;
  return blanks;
}

static int
count_digits (const char *name)
{
  int digits = 0;
  for (int i = 0; name[i] != '\0'; i++)
    if (name[i] >= '0' && name[i] <= '9')
      digits++;
  return digits;
}

static void
print_all (struct ui_file *stream, const char *name)
{
  int length = 0;
  if (name == NULL || *name == '\0')
    return;
  length = std::min<int> (strlen (name), 80);
  for (int i = 0; i < length; i++)
    fputc_filtered (name[i], stream);
  fputc_filtered ('\n', stream);
}
