#include "analyzers/parse/foreign_shell.h"

static bool is_one_of(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, str_from(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(word, words) is_one_of((word), (words), sizeof(words) / sizeof *(words))

/* "/usr/bin/env -S zsh -f": the program may be any word of the line. */
static bool names_foreign_program(struct str line)
{
    static const char *const programs[] = {"zsh", "csh", "tcsh", "fish"};
    while (line.p)
        if (IS_ONE_OF(str_basename(str_cut(&line, ' ')), programs))
            return true;
    return false;
}

bool foreign_shell_name(struct str path)
{
    static const char *const names[] = {".zshrc", ".zshenv", ".zprofile", ".zlogin", ".login"};
    static const char *const extensions[] = {"zsh", "csh", "tcsh", "fish"};
    struct str name = str_basename(path);
    ptrdiff_t dot = str_rindex(name, '.');
    return IS_ONE_OF(name, names) || (dot > 0 && IS_ONE_OF(str_skip(name, (size_t)dot + 1), extensions));
}

bool foreign_shell(struct str path, struct str text)
{
    static const char *const tags[] = {"#compdef", "#autoload"}; /* zsh's, of functions it loads when needed */
    struct str line = str_trim(str_cut(&text, '\n')), first = line;
    if (str_starts(line, STR("#!")))
        return names_foreign_program(str_skip(line, 2));
    return IS_ONE_OF(str_cut(&first, ' '), tags) || foreign_shell_name(path);
}
