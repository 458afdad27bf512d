#include "analyzers/link/link_output.h"

#include "analyzers/link/closure.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/shortest_cycle.h"
#include "pipeline/base/quote.h"

enum { DECIMALS = 4 }; /* of shares */

void link_output_init(struct link_output *out, struct record_writer *writer)
{
    *out = (struct link_output){.writer = writer};
    buf_init(&out->lines, (size_t)LINK_OUTPUT_PIECE + 2 * (size_t)RECORD_LINE_MAX);
}

void link_output_release(struct link_output *out)
{
    buf_release(&out->lines);
}

int link_output_flush(struct link_output *out, bool all, struct err *err)
{
    if (out->lines.len < (all ? 1 : LINK_OUTPUT_PIECE))
        return 0;
    int rc = record_writer_lines(out->writer, &out->lines, err);
    buf_clear(&out->lines);
    return rc;
}

/* Analysis --------------------------------------------------------------------------------------------------------- */

struct level_facts level_analyse(struct arena *arena, const struct level *level)
{
    struct level_facts facts = {.level = level, .used = graph_without(arena, &level->graph, LINK_DECLARES)};
    facts.scc = scc_find(arena, &facts.used);
    facts.fan_in = graph_fan_in(arena, &facts.used);
    facts.depth = scc_depths(arena, &facts.used, &facts.scc);
    facts.cycles = cycles_find(arena, &facts.used, level->is_files);
    return facts;
}

/* Records ---------------------------------------------------------------------------------------------------------- */

int put_edges(struct link_output *out, const struct level *level, struct err *err)
{
    const struct graph *graph = &level->graph;
    int rc = 0;
    for (uint32_t n = 0; n < graph->n_nodes && rc == 0; n++) {
        for (uint32_t e = graph->start[n]; e < graph->start[n + 1]; e++) {
            const struct graph_edge *edge = &graph->at[e];
            struct json_out j = record_open(&out->lines, "edge");
            json_put_str(&j, "level", str_from(level->name));
            json_put_path(&j, "from_path", level->nodes[n]);
            json_put_path(&j, "to_path", level->nodes[edge->to]);
            json_put_int(&j, "weight", edge->weight);
            if (edge->flags & LINK_TYPE_ONLY)
                json_put_bool(&j, "is_type_only", true);
            if (edge->flags & LINK_TEST)
                json_put_bool(&j, "is_test_only", true);
            if (edge->flags & LINK_DECLARES)
                json_put_bool(&j, "is_declaration", true);
            record_close(&j);
        }
        rc = link_output_flush(out, false, err);
    }
    return rc;
}

int put_nodes(struct link_output *out, const struct level_facts *facts, struct err *err)
{
    const struct level *level = facts->level;
    int rc = 0;
    for (uint32_t n = 0; n < level->n_nodes && rc == 0; n++) {
        uint32_t fan_in = facts->fan_in[n], fan_out = graph_fan_out(&facts->used, n);
        struct json_out j = record_open(&out->lines, "graph");
        json_put_str(&j, "level", str_from(level->name));
        json_put_path(&j, "member", level->nodes[n]);
        if (level->family)
            json_put_str(&j, "lang", resolve_family_name(level->family[n]));
        json_put_int(&j, "fan_in", fan_in);
        json_put_int(&j, "fan_out", fan_out);
        if (fan_in + fan_out)
            json_put_fixed(&j, "instability", (double)fan_out / (fan_in + fan_out), DECIMALS);
        json_put_int(&j, "depth", facts->depth[facts->scc.component[n]]);
        if (facts->cycles.id[n])
            json_put_int(&j, "cycle_id", facts->cycles.id[n]);
        record_close(&j);
        rc = link_output_flush(out, false, err);
    }
    return rc;
}

/* An element of an array; a path that is not UTF-8 is quoted, as in `path` fields. */
static void put_path_element(struct json_out *j, struct str path)
{
    if (str_is_utf8(path)) {
        json_str(j, path);
        return;
    }
    struct buf quoted;
    buf_init(&quoted, path.len * 4 + 2); /* four characters an octal escape */
    quote_c(&quoted, path);
    json_str(j, buf_str(&quoted));
    buf_release(&quoted);
}

static void put_members(struct json_out *j, const struct level *level, const struct cycle *cycle)
{
    const uint32_t *members = cycle_members(cycle);
    size_t limit = j->buf->len + LINK_MEMBERS_MAX;
    json_key(j, "members");
    json_open(j, '[');
    for (uint32_t m = 0; m < cycle_size(cycle) && j->buf->len < limit; m++)
        put_path_element(j, level->nodes[members[m]]);
    json_close(j, ']');
}

/* The example is at most as long as a breadth-first search is deep; cut like the members. */
static void put_example(struct json_out *j, const struct level *level, struct node_path example)
{
    size_t limit = j->buf->len + LINK_MEMBERS_MAX / 2;
    json_key(j, "example");
    json_open(j, '[');
    for (uint32_t i = 0; i < example.len && j->buf->len < limit; i++)
        put_path_element(j, level->nodes[example.node[i]]);
    json_close(j, ']');
}

int put_cycles(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err)
{
    int rc = 0;
    for (uint32_t i = 0; i < facts->cycles.n && rc == 0; i++) {
        struct arena scratch = *arena;
        const struct cycle *cycle = &facts->cycles.list[i];
        const struct cycle_step *step = cycle->step;
        struct json_out j = record_open(&out->lines, "cycle");
        json_put_int(&j, "cycle_id", i + 1);
        json_put_str(&j, "level", str_from(facts->level->name));
        json_put_int(&j, "size", cycle_size(cycle));
        put_members(&j, facts->level, cycle);
        put_example(&j, facts->level, shortest_cycle(&scratch, &step->graph, &step->scc, cycle->component));
        json_put_int(&j, "edges_inside", cycle_edges(cycle));
        if (cycle->is_type_only)
            json_put_bool(&j, "is_type_only", true);
        if (cycle->is_test_only)
            json_put_bool(&j, "is_test_only", true);
        record_close(&j);
        rc = link_output_flush(out, false, err);
    }
    return rc;
}

int put_system(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err)
{
    uint32_t in_cycles = 0, depth_max = 0;
    for (uint32_t i = 0; i < facts->cycles.n; i++)
        in_cycles += cycle_size(&facts->cycles.list[i]);
    for (uint32_t c = 0; c < facts->scc.n_components; c++)
        depth_max = facts->depth[c] > depth_max ? facts->depth[c] : depth_max;
    struct json_out j = record_open(&out->lines, "system");
    json_put_str(&j, "level", str_from(facts->level->name));
    json_put_int(&j, "nodes", facts->used.n_nodes);
    json_put_int(&j, "edges", facts->used.n_edges);
    json_put_int(&j, "cycles", facts->cycles.n);
    json_put_int(&j, "in_cycles", in_cycles);
    json_put_fixed(&j, "propagation_cost", closure_propagation_cost(arena, &facts->used, &facts->scc),
                   DECIMALS);
    json_put_int(&j, "depth_max", depth_max);
    record_close(&j);
    return link_output_flush(out, false, err);
}
