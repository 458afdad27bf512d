#include "analyzers/link/cycles.h"

#include <stdlib.h>

static uint32_t flags_present(const struct graph *graph)
{
    uint32_t present = 0;
    for (uint32_t i = 0; i < graph->n_edges; i++)
        present |= graph->at[i].flags;
    return present;
}

/* One that drops the same edges as another would find the same. */
static void add_step(struct arena *arena, const struct graph *graph, uint32_t dropped, struct cycles *cycles)
{
    for (uint32_t i = 0; i < cycles->n_steps; i++) {
        if (cycles->steps[i].dropped == dropped)
            return;
    }
    struct cycle_step *step = &cycles->steps[cycles->n_steps++];
    step->dropped = dropped;
    step->graph = dropped ? graph_without(arena, graph, dropped) : *graph;
    step->scc = scc_find(arena, &step->graph);
}

/* While cycles are collected, `id` says of nodes only whether they are in one. */
static bool is_free(const struct cycles *cycles, const struct scc *scc, uint32_t component)
{
    for (uint32_t m = scc->start[component]; m < scc->start[component + 1]; m++) {
        if (cycles->id[scc->member[m]])
            return false;
    }
    return true;
}

static void set_id(const struct cycles *cycles, const struct cycle *cycle, uint32_t id)
{
    const uint32_t *members = cycle_members(cycle);
    for (uint32_t m = 0; m < cycle_size(cycle); m++)
        cycles->id[members[m]] = id;
}

static void collect(struct cycles *cycles, const struct cycle_step *step)
{
    const struct scc *scc = &step->scc;
    for (uint32_t c = 0; c < scc->n_components; c++) {
        if (scc_size(scc, c) < 2 || !is_free(cycles, scc, c))
            continue;
        struct cycle *cycle = &cycles->list[cycles->n++];
        *cycle = (struct cycle){.step = step, .component = c};
        set_id(cycles, cycle, 1);
    }
}

/* Marks the cycles of a step that are none without the edges of `flag`. */
static void mark_gone_without(struct arena scratch, struct cycles *cycles, const struct cycle_step *step,
                              uint32_t flag)
{
    struct graph rest = graph_without(&scratch, &step->graph, flag);
    struct scc scc = scc_find(&scratch, &rest);
    for (uint32_t i = 0; i < cycles->n; i++) {
        struct cycle *cycle = &cycles->list[i];
        if (cycle->step != step)
            continue;
        const uint32_t *members = cycle_members(cycle);
        bool gone = true;
        for (uint32_t m = 0; m < cycle_size(cycle) && gone; m++)
            gone = scc_size(&scc, scc.component[members[m]]) == 1;
        cycle->is_type_only = cycle->is_type_only || (gone && flag == LINK_TYPE_ONLY);
        cycle->is_test_only = cycle->is_test_only || (gone && flag == LINK_TEST);
    }
}

/* Of cycles of one size the one with the first name, which is the smallest node. */
static int by_size(const void *a, const void *b)
{
    const struct cycle *x = a, *y = b;
    uint32_t size_x = cycle_size(x), size_y = cycle_size(y);
    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    return *cycle_members(x) < *cycle_members(y) ? -1 : 1;
}

struct cycles cycles_find(struct arena *arena, const struct graph *graph, bool types_late)
{
    uint32_t present = flags_present(graph);
    uint32_t tests = present & LINK_TEST, types = types_late ? present & LINK_TYPE_ONLY : 0;
    const uint32_t dropped[CYCLE_STEPS_MAX] = {tests | types, tests, types, 0};
    struct cycles cycles = {.steps = arena_array(arena, struct cycle_step, CYCLE_STEPS_MAX),
                            .list = arena_array(arena, struct cycle, graph->n_nodes / 2),
                            .id = arena_array(arena, uint32_t, graph->n_nodes)};
    for (int i = 0; i < CYCLE_STEPS_MAX; i++)
        add_step(arena, graph, dropped[i], &cycles);
    for (uint32_t i = 0; i < cycles.n_steps; i++) {
        const struct cycle_step *step = &cycles.steps[i];
        collect(&cycles, step);
        mark_gone_without(*arena, &cycles, step, LINK_TYPE_ONLY);
        mark_gone_without(*arena, &cycles, step, LINK_TEST);
    }
    if (cycles.n)
        qsort(cycles.list, cycles.n, sizeof *cycles.list, by_size);
    for (uint32_t i = 0; i < cycles.n; i++)
        set_id(&cycles, &cycles.list[i], i + 1);
    return cycles;
}

uint32_t cycle_edges(const struct cycle *cycle)
{
    const struct graph *graph = &cycle->step->graph;
    const uint32_t *members = cycle_members(cycle);
    uint32_t inside = 0;
    for (uint32_t m = 0; m < cycle_size(cycle); m++) {
        for (uint32_t e = graph->start[members[m]]; e < graph->start[members[m] + 1]; e++)
            inside += cycle->step->scc.component[graph->at[e].to] == cycle->component;
    }
    return inside;
}
