/*
 * manifests: the analyzer that turns a manifest (manifest.h) into records. It reads text and no tree; which format a file
 * has, the path says, and that is in ast_file.manifest.
 */
#ifndef CBCRAWL_MANIFESTS_MANIFESTS_H
#define CBCRAWL_MANIFESTS_MANIFESTS_H

#include "analyzers/ast/analyzer.h"

extern const struct analyzer manifests_analyzer;

#endif
