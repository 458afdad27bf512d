#include "analyzers/parse/analyzers.h"

#include "analyzers/units/units.h"

const struct analyzer *const analyzers_all[] = {
    &units_analyzer, /* first: it knows which unit the others are in */
    NULL,
};
