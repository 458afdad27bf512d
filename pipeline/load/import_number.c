#include "pipeline/load/import_number.h"

#include "pipeline/base/hash.h"

bool import_number_next(struct import_number *number, const struct json_val *record)
{
    int64_t line = 0;
    json_get_int(record, "line", &line);
    uint64_t says = hash64(json_get_str(record, "text")) * 31 + hash64(json_get_str(record, "module"));
    says = says * 31 + (uint64_t)line;
    bool is_next = number->imports == 0 || says != number->says;
    if (is_next)
        *number = (struct import_number){.imports = number->imports + 1, .says = says};
    return is_next;
}
