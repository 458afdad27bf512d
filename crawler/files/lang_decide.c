#include "crawler/files/lang_decide.h"

/* What a line that speaks for a language looks like. */
enum shape {
    BEGINS, /* the line begins so, white space aside */
    BRACED, /* begins so, a name follows, then one of { : ; < or the end of the line: "class x {", not prose */
    HOLDS,  /* has it anywhere */
    ENDS,   /* ends so */
    AT_TOP, /* begins so, in the first line that is not blank */
};

struct sign {
    enum lang_id id;
    enum shape shape;
    const char *text;
};

#define SIGNS(name, ...) static const struct sign name[] = {__VA_ARGS__, {LANG_NONE, BEGINS, NULL}}

/* A header is C++ or Objective-C when something outside of comments and of `#ifdef __cplusplus` says so. */
SIGNS(signs_h, {LANG_OBJECTIVE_C, BEGINS, "@interface"}, {LANG_OBJECTIVE_C, BEGINS, "@protocol"},
      {LANG_OBJECTIVE_C, BEGINS, "@class"}, {LANG_OBJECTIVE_C, BEGINS, "@property"},
      {LANG_OBJECTIVE_C, BEGINS, "@end"}, {LANG_OBJECTIVE_C, BEGINS, "#import"}, {LANG_CPP, BRACED, "class "},
      {LANG_CPP, BRACED, "namespace "}, {LANG_CPP, BEGINS, "namespace {"}, {LANG_CPP, BEGINS, "template <"},
      {LANG_CPP, BEGINS, "template<"}, {LANG_CPP, BEGINS, "using namespace "},
      {LANG_CPP, BEGINS, "using std::"}, {LANG_CPP, BEGINS, "public:"}, {LANG_CPP, BEGINS, "private:"},
      {LANG_CPP, BEGINS, "protected:"}, {LANG_CPP, BEGINS, "virtual "}, {LANG_CPP, BEGINS, "constexpr "},
      {LANG_CPP, BEGINS, "friend class"}, {LANG_CPP, BEGINS, "#include <iostream>"},
      {LANG_CPP, BEGINS, "#include <string>"}, {LANG_CPP, BEGINS, "#include <vector>"},
      {LANG_CPP, BEGINS, "#include <map>"}, {LANG_CPP, BEGINS, "#include <memory>"},
      {LANG_CPP, BEGINS, "#include <functional>"}, {LANG_CPP, BEGINS, "#include <algorithm>"},
      {LANG_CPP, BEGINS, "#include <utility>"}, {LANG_CPP, BEGINS, "#include <cstd"},
      {LANG_CPP, HOLDS, "std::"}, {LANG_CPP, BEGINS, "explicit "}, {LANG_CPP, BEGINS, "inline constexpr "},
      {LANG_CPP, ENDS, ") const;"}, {LANG_CPP, ENDS, " override;"}, {LANG_CPP, ENDS, "= delete;"},
      {LANG_CPP, ENDS, "= default;"});

SIGNS(signs_m, {LANG_OBJECTIVE_C, BEGINS, "@interface"}, {LANG_OBJECTIVE_C, BEGINS, "@implementation"},
      {LANG_OBJECTIVE_C, BEGINS, "@import"}, {LANG_OBJECTIVE_C, BEGINS, "#import"},
      {LANG_OBJECTIVE_C, BEGINS, "#include"}, {LANG_OBJECTIVE_C, BEGINS, "@protocol"},
      {LANG_OBJECTIVE_C, BEGINS, "//"}, {LANG_OBJECTIVE_C, BEGINS, "/*"}, {LANG_MATLAB, BEGINS, "%"},
      {LANG_MATLAB, BEGINS, "function"}, {LANG_MATLAB, BEGINS, "classdef"});

SIGNS(signs_pl, {LANG_PERL, BEGINS, "use "}, {LANG_PERL, BEGINS, "package "}, {LANG_PERL, BEGINS, "my "},
      {LANG_PERL, BEGINS, "our "}, {LANG_PERL, BEGINS, "sub "}, {LANG_PERL, BEGINS, "require "},
      {LANG_PROLOG, BEGINS, ":-"}, {LANG_PROLOG, BEGINS, "%"}, {LANG_PROLOG, HOLDS, ") :-"});

SIGNS(signs_t, {LANG_RAKU, BEGINS, "use v6"}, {LANG_PERL, BEGINS, "use "}, {LANG_PERL, BEGINS, "my "});

SIGNS(signs_ts, {LANG_XML, AT_TOP, "<?xml"}, {LANG_XML, AT_TOP, "<!DOCTYPE TS"}, {LANG_XML, AT_TOP, "<TS"});

SIGNS(signs_v, {LANG_VERILOG, BEGINS, "endmodule"}, {LANG_VERILOG, BEGINS, "`"},
      {LANG_VERILOG, HOLDS, "always @"}, {LANG_ROCQ_PROVER, BEGINS, "Require "},
      {LANG_ROCQ_PROVER, BEGINS, "From "}, {LANG_ROCQ_PROVER, BEGINS, "Theorem "},
      {LANG_ROCQ_PROVER, BEGINS, "Lemma "}, {LANG_ROCQ_PROVER, BEGINS, "Definition "},
      {LANG_ROCQ_PROVER, BEGINS, "Proof."}, {LANG_V, BEGINS, "fn "}, {LANG_V, BEGINS, "pub fn "},
      {LANG_V, BEGINS, "import "});

SIGNS(signs_d, {LANG_DTRACE, BEGINS, "#pragma D "}, {LANG_D, BEGINS, "module "}, {LANG_D, BEGINS, "import "},
      {LANG_D, BEGINS, "void main"}, {LANG_MAKEFILE, HOLDS, ".o: "}, {LANG_MAKEFILE, HOLDS, ".o:"},
      {LANG_MAKEFILE, HOLDS, ": \\"});

SIGNS(signs_fs, {LANG_GLSL, BEGINS, "#version"}, {LANG_GLSL, BEGINS, "precision "},
      {LANG_GLSL, BEGINS, "uniform "}, {LANG_GLSL, BEGINS, "varying "}, {LANG_GLSL, BEGINS, "void main("},
      {LANG_FSHARP, BEGINS, "module "}, {LANG_FSHARP, BEGINS, "namespace "}, {LANG_FSHARP, BEGINS, "let "},
      {LANG_FSHARP, BEGINS, "open "});

SIGNS(signs_l, {LANG_COMMON_LISP, BEGINS, "(def"}, {LANG_COMMON_LISP, BEGINS, ";;"},
      {LANG_COMMON_LISP, BEGINS, "(in-package"}, {LANG_LEX, BEGINS, "%%"}, {LANG_LEX, BEGINS, "%{"},
      {LANG_ROFF, AT_TOP, ".\\\""}, {LANG_ROFF, AT_TOP, ".TH"});

SIGNS(signs_inc, {LANG_PHP, HOLDS, "<?php"}, {LANG_ASSEMBLY, BEGINS, "%define"},
      {LANG_ASSEMBLY, BEGINS, "%macro"}, {LANG_CPP, BRACED, "class "}, {LANG_CPP, BRACED, "namespace "},
      {LANG_CPP, BEGINS, "template"}, {LANG_C, BEGINS, "#include"}, {LANG_C, BEGINS, "#define"},
      {LANG_C, BEGINS, "#if"}, {LANG_C, BEGINS, "/*"}, {LANG_C, BEGINS, "//"}, {LANG_BITBAKE, HOLDS, " ?= \""},
      {LANG_MAKEFILE, HOLDS, " := "}, {LANG_HTML, BEGINS, "<"}, {LANG_ASSEMBLY, BEGINS, ";"});

SIGNS(signs_cls, {LANG_TEX, BEGINS, "%"}, {LANG_TEX, BEGINS, "\\"},
      {LANG_VISUAL_BASIC_6_0, AT_TOP, "VERSION 1.0 CLASS"}, {LANG_APEX, HOLDS, "class "});

SIGNS(signs_pp, {LANG_PASCAL, BEGINS, "unit "}, {LANG_PASCAL, BEGINS, "program "},
      {LANG_PASCAL, BEGINS, "uses"}, {LANG_PASCAL, BEGINS, "{$"}, {LANG_PUPPET, BEGINS, "class "},
      {LANG_PUPPET, BEGINS, "define "}, {LANG_PUPPET, HOLDS, " => "});

SIGNS(signs_pro, {LANG_PROGUARD, BEGINS, "-keep"}, {LANG_PROGUARD, BEGINS, "-dont"},
      {LANG_PROGUARD, BEGINS, "-include"}, {LANG_PROLOG, BEGINS, ":-"}, {LANG_PROLOG, HOLDS, ") :-"},
      {LANG_QMAKE, BEGINS, "TEMPLATE"}, {LANG_QMAKE, BEGINS, "SOURCES"}, {LANG_QMAKE, BEGINS, "HEADERS"},
      {LANG_QMAKE, BEGINS, "QT "});

SIGNS(signs_gd, {LANG_GDSCRIPT, BEGINS, "extends "}, {LANG_GDSCRIPT, BEGINS, "class_name "},
      {LANG_GDSCRIPT, BEGINS, "func "}, {LANG_GAP, BEGINS, "##"}, {LANG_GAP, BEGINS, "Declare"});

SIGNS(signs_roff, {LANG_ROFF, AT_TOP, ".\\\""}, {LANG_ROFF, AT_TOP, "'\\\""}, {LANG_ROFF, AT_TOP, ".TH"},
      {LANG_ROFF, AT_TOP, ".Dd"}, {LANG_ROFF, AT_TOP, ".so "}, {LANG_ROFF, AT_TOP, ".de"},
      {LANG_ROFF, AT_TOP, ".if"}, {LANG_ROFF, AT_TOP, ".nr"}, {LANG_ROFF, AT_TOP, "..."});

static const struct {
    const char *exts;
    const struct sign *signs;
} shared[] = {
    {"h", signs_h},     {"m", signs_m},     {"pl", signs_pl},  {"t", signs_t},     {"ts", signs_ts},
    {"tsx", signs_ts},  {"v", signs_v},     {"d", signs_d},    {"fs", signs_fs},   {"l", signs_l},
    {"inc", signs_inc}, {"cls", signs_cls}, {"pp", signs_pp},  {"pro", signs_pro}, {"gd", signs_gd},
    {"1", signs_roff},  {"2", signs_roff},  {"3", signs_roff}, {"4", signs_roff},  {"5", signs_roff},
    {"6", signs_roff},  {"7", signs_roff},  {"8", signs_roff}, {"9", signs_roff},
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

/* "Name {", "Name final : …", "A_MACRO Name {": names and spaces, then a mark that prose does not have there. */
static bool is_braced(struct str rest)
{
    size_t at = 0;
    while (at < rest.len && (is_name(rest.p[at]) || rest.p[at] == ' '))
        at++;
    if (at == 0)
        return false;
    return at == rest.len ? str_index(str_trim(rest), ' ') < 0
                          : rest.p[at] == '{' || rest.p[at] == '<' || rest.p[at] == ';';
}

static bool shows(const struct sign *sign, struct str line, bool at_top)
{
    bool at_start = sign->shape != HOLDS && sign->shape != ENDS;
    if (at_start && line.p[0] != sign->text[0]) /* nearly all of them, and there are many lines */
        return false;
    struct str text = str_from(sign->text);
    switch (sign->shape) {
    case BEGINS: return str_starts(line, text);
    case BRACED: return str_starts(line, text) && is_braced(str_skip(line, text.len));
    case HOLDS: return str_find(line, text) >= 0;
    case ENDS: return str_ends(line, text);
    case AT_TOP: return at_top && str_starts(line, text);
    }
    return false;
}

/* What is skipped: block comments that begin a line, and what only C++ compilers see of a C header. */
struct skipper {
    bool in_comment;
    unsigned cplusplus; /* depth of #if below "#ifdef __cplusplus", itself included; 0 outside */
};

static void skip_conditional(struct skipper *skipper, struct str directive)
{
    if (str_starts(directive, STR("if")))
        skipper->cplusplus += skipper->cplusplus || str_find(directive, STR("__cplusplus")) >= 0;
    else if (str_starts(directive, STR("endif")) && skipper->cplusplus)
        skipper->cplusplus--;
    else if (str_starts(directive, STR("el")) && skipper->cplusplus == 1)
        skipper->cplusplus = 0; /* #else: C again */
}

static bool is_skipped(struct skipper *skipper, struct str line)
{
    if (skipper->in_comment || str_starts(line, STR("/*"))) {
        skipper->in_comment = str_find(line, STR("*/")) < 0;
        return true;
    }
    if (line.len && line.p[0] == '#')
        skip_conditional(skipper, str_trim(str_skip(line, 1)));
    return skipper->cplusplus > 0;
}

static enum lang_id first_sign(const struct sign *signs, struct str head)
{
    struct skipper skipper = {0};
    bool at_top = true, c_like = signs == signs_h;
    while (head.p) {
        struct str line = str_trim(str_cut(&head, '\n'));
        if (line.len == 0 || (c_like && is_skipped(&skipper, line)))
            continue;
        for (const struct sign *sign = signs; sign->text; sign++)
            if (shows(sign, line, at_top))
                return sign->id;
        at_top = false;
    }
    return LANG_NONE;
}

enum lang_id lang_decide(struct str ext, struct str head, bool *ret_shared)
{
    *ret_shared = false;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (str_eq(ext, str_from(shared[i].exts))) {
            *ret_shared = true;
            return first_sign(shared[i].signs, head);
        }
    }
    return LANG_NONE;
}
