#include "analyzers/parse/analyzers.h"

#include "analyzers/calls/calls.h"
#include "analyzers/imports/imports.h"
#include "analyzers/manifests/manifests.h"
#include "analyzers/suppressions/suppressions.h"
#include "analyzers/tokens/tokens.h"
#include "analyzers/units/units.h"

const struct analyzer *const analyzers_all[] = {
    &units_analyzer, /* first: it knows which unit the others are in */
    &imports_analyzer, &calls_analyzer, &suppressions_analyzer, &tokens_analyzer, &manifests_analyzer, NULL,
};
