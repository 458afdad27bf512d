# cbcrawl: one Makefile, out of tree, parallel-safe. `make help` lists what it can do.
#
# A *component* is a folder with C files: pipeline/base, crawler/files, … It becomes one archive, lib/pipeline-base.a.
# The tables below say what each needs; what a program links is the closure of that. A component that is not there yet
# is skipped. Adding one: make the folder, and add its line to the tables.
#
#   BUILD=DIR    where everything goes                     DEV=1   warnings are errors
#   DEPS=DIR     downloaded sources, shared by builds      V=1     show the commands
#   SAN=LIST     sanitizers, e.g. SAN=address,undefined or SAN=thread (uses clang); built in BUILD/san-LIST

BUILD ?= build
DEPS  ?= build/deps
PREFIX ?= /usr/local
VERSION := 0.1.0

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
SHELL := /bin/sh
.DEFAULT_GOAL := all

comma := ,
empty :=
space := $(empty) $(empty)
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' '$1' '$2')

out := $(BUILD)$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))

# ---------------------------------------------------------------- components

# The programs, and the component that holds each one's main.c.
stage.cbc-crawl  := crawler/files
stage.cbc-parse  := analyzers/parse
stage.cbc-link   := analyzers/link
stage.cbc-load   := pipeline/load
stage.cbc-check  := pipeline/check
stage.cbc-score  := pipeline/score
stage.cbc-report := pipeline/report
stage.cbc-run    := pipeline/run

# What each component stands on, nearest floor last. `make floors` holds the #include lines to DESIGN's floors; this
# table only feeds the linker.
needs.pipeline/base   :=
needs.pipeline/record := pipeline/base
needs.pipeline/kernel := pipeline/base
needs.pipeline/git    := pipeline/base
needs.pipeline/config := pipeline/base
needs.pipeline/store  := pipeline/record
needs.pipeline/kit    := pipeline/record pipeline/config
needs.pipeline/load   := pipeline/kit pipeline/store
needs.pipeline/check  := pipeline/kit pipeline/store
needs.pipeline/score  := pipeline/kit pipeline/store
needs.pipeline/report := pipeline/kit pipeline/store
needs.pipeline/run    := pipeline/kit pipeline/store
needs.crawler/files   := pipeline/kit pipeline/git pipeline/kernel
needs.analyzers/ast   := pipeline/base
needs.analyzers/match := pipeline/base
needs.analyzers/link  := pipeline/kit analyzers/match

# An analyzer is a folder: every other one under analyzers/ stands on the two floors below it, and cbc-parse on all.
analyzers := $(filter-out ast match parse link,$(patsubst analyzers/%/,%,$(sort $(dir $(wildcard analyzers/*/*.c)))))
$(foreach a,$(analyzers),$(eval needs.analyzers/$a := analyzers/ast analyzers/match pipeline/record))
needs.analyzers/parse := $(addprefix analyzers/,$(analyzers)) analyzers/ast analyzers/match pipeline/kit

# Third-party libraries, each behind its one door.
libs.pipeline/base   := -lyyjson -lxxhash -lnettle -lseccomp
libs.pipeline/record := -llz4
libs.pipeline/git    := -lgit2
libs.pipeline/store  := -lsqlite3
libs.analyzers/match := -lpcre2-8

# Flags of one component alone. OpenMP's door is pipeline/base. Kernel references stay scalar: they are the yardstick
# and the oracle of the vector variants.
cflags.pipeline/base   := -fopenmp
cflags.pipeline/kernel := -fno-tree-vectorize

# Kernel variants are named for the instruction set they need, and left out elsewhere.
isa.x86_64.avx2    := -mavx2 -mbmi -mbmi2 -mpopcnt -mfma
isa.x86_64.avx512  := -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vpopcntdq -mbmi -mbmi2 -mpopcnt -mfma
isa.aarch64.neon   := -DCBC_NEON
isas := avx2 avx512 neon

# ---------------------------------------------------------------- compiler

# Thread sanitizer: gcc's OpenMP runtime gives false alarms, clang's comes with archer, which knows its barriers.
ifneq ($(filter thread,$(subst $(comma), ,$(SAN))),)
CC := clang
else ifeq ($(origin CC),default)
CC := gcc
endif
AR := ar
machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

treesitter := $(DEPS)/npm/node_modules/tree-sitter/vendor/tree-sitter/lib

# _GNU_SOURCE: openat2, getrandom, memmem and friends. -ffp-contract=off: the same bytes on every machine, also where
# the compiler may fuse a multiplication and an addition.
CPPFLAGS := -D_GNU_SOURCE -DCBCRAWL_VERSION='"$(VERSION)"' -I. \
    -isystem $(DEPS)/yyjson -isystem $(treesitter)/include
CFLAGS   := -std=c11 -O2 -g -fPIE -ffp-contract=off -fno-strict-aliasing
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith \
    -Wvla -Wformat=2 -Wundef -Wwrite-strings -Wcast-qual -Wimplicit-fallthrough -Wdouble-promotion \
    -Wredundant-decls -Wunused-macros -Wno-format-truncation \
    -Wno-unknown-warning-option $(if $(DEV),-Werror)
LDFLAGS  := -pie -Wl,--as-needed -Wl,-z,relro -Wl,-z,now -L$(DEPS)/yyjson

ifdef SAN
CFLAGS  += -fsanitize=$(SAN) -fno-omit-frame-pointer $(if $(findstring undefined,$(SAN)),-fno-sanitize-recover=undefined)
LDFLAGS += -fsanitize=$(SAN)
else
CFLAGS  += -fstack-protector-strong -D_FORTIFY_SOURCE=2
endif

banned := -include pipeline/base/banned.h
cflags_of = $(CPPFLAGS) $(CFLAGS) $(WARNINGS) $(banned) $(cflags.$(patsubst %/,%,$(dir $1))) \
    $(isa.$(machine).$(lastword $(subst _, ,$(basename $1))))

# ---------------------------------------------------------------- what there is

tops       := crawler analyzers pipeline htm
all_c      := $(sort $(wildcard $(addsuffix /*/*.c,$(tops))))
all_h      := $(sort $(wildcard $(addsuffix /*/*.h,$(tops))))
foreign    := $(foreach i,$(isas),$(if $(isa.$(machine).$i),,$(filter %_$i.c,$(all_c))))
sources    := $(filter-out $(foreign),$(all_c))
components := $(sort $(patsubst %/,%,$(dir $(sources))))
stages     := $(patsubst stage.%,%,$(filter stage.%,$(.VARIABLES)))
ready      := $(sort $(foreach s,$(stages),$(if $(wildcard $(stage.$s)/main.c),$s)))
man_pages  := $(sort $(wildcard $(addsuffix /*/*.[1-8],$(tops))))

$(foreach c,$(components),$(if $(filter undefined,$(origin needs.$c)),$(error $c: no `needs.$c` line in the Makefile)))

# $(call archive,COMPONENT), $(call objects,SOURCES), $(call closure,COMPONENT): it and all it stands on.
archive = $(out)/lib/$(subst /,-,$1).a
objects = $(patsubst %.c,$(out)/obj/%.o,$1)
closure = $(sort $1 $(foreach n,$(needs.$1),$(call closure,$n)))

# What a program that starts in component $1 is linked with. The archives name each other: hence the group.
link_with = $(foreach c,$(filter $(components),$(call closure,$1)),$(call archive,$c)) \
    $(if $(filter analyzers/ast,$(call closure,$1)),$(grammar_archives) $(out)/lib/tree-sitter.a)
libs_of   = $(foreach c,$(call closure,$1),$(libs.$c))
link      = $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $1 -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $2 -fopenmp

# ---------------------------------------------------------------- build

.PHONY: all FORCE
all: $(ready:%=$(out)/bin/%)

# Rewritten only when its contents change: new flags rebuild everything.
define note
$(Q)mkdir -p $(@D); printf '%s\n' '$1' >$@.$$$$; \
if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv $@.$$$$ $@; fi
endef

quote = $(subst ','\'',$1)
$(out)/flags: FORCE
	$(call note,$(call quote,$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) $(LDFLAGS)))

# A file that was removed from a component must leave its archive.
$(out)/lib/%.files: FORCE
	$(call note,$(sources_of.$*))

$(out)/obj/%.o: %.c $(out)/flags | sources
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(call cflags_of,$<) -MMD -MP -c $< -o $@

# $(call component_rules,COMPONENT)
define component_rules
sources_of.$(subst /,-,$1) := $(filter-out %/main.c,$(filter $1/%,$(sources)))
$(call archive,$1): $(call objects,$(filter-out %/main.c,$(filter $1/%,$(sources)))) $(out)/lib/$(subst /,-,$1).files
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@; $$(AR) rcs $$@ $$(filter %.o,$$^)
endef
$(foreach c,$(components),$(eval $(call component_rules,$c)))

# $(call stage_rules,PROGRAM,COMPONENT)
define stage_rules
$(out)/bin/$1: $(out)/obj/$2/main.o $$(call link_with,$2)
	$$(call say,LINK,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(call link,$$<,$$(call libs_of,$2))
endef

# ---------------------------------------------------------------- grammars

# Each grammar is one archive of code that is not ours: no warnings, no sanitizers, shared by all builds in DEPS.
# NAME:FOLDER where the folder below node_modules holds src/.
grammars := \
    bash:tree-sitter-bash c:tree-sitter-c c_sharp:tree-sitter-c-sharp cpp:tree-sitter-cpp go:tree-sitter-go \
    java:tree-sitter-java javascript:tree-sitter-javascript php:tree-sitter-php/php python:tree-sitter-python \
    ruby:tree-sitter-ruby rust:tree-sitter-rust typescript:tree-sitter-typescript/typescript \
    tsx:tree-sitter-typescript/tsx

grammar_name     = $(firstword $(subst :, ,$1))
grammar_src      = $(DEPS)/npm/node_modules/$(lastword $(subst :, ,$1))/src
grammar_archives := $(foreach g,$(grammars),$(DEPS)/grammars/$(call grammar_name,$g).a)
foreign_flags    := -std=c11 -O2 -fPIC -w -D_DEFAULT_SOURCE

# Newer than the archives only after the lock has changed.
$(DEPS)/npm/unpacked.lock: sources
	@:

# Written to a private folder and moved into place: builds that share DEPS may run side by side.
define grammar_rules
$(DEPS)/grammars/$(call grammar_name,$1).a: $(DEPS)/npm/unpacked.lock
	$$(call say,GRAMMAR,$(call grammar_name,$1))
	$$(Q)mkdir -p $$(@D); tmp=$$$$(mktemp -d $$@.XXXXXX) && trap 'rm -rf $$$$tmp' EXIT && \
	for file in parser scanner; do \
	    src=$(call grammar_src,$1)/$$$$file.c; \
	    [ ! -f $$$$src ] || gcc $(foreign_flags) -I$(call grammar_src,$1) -c $$$$src -o $$$$tmp/$$$$file.o || exit; \
	done && ar rcs $$$$tmp/new.a $$$$tmp/*.o && mv $$$$tmp/new.a $$@
endef
$(foreach g,$(grammars),$(eval $(call grammar_rules,$g)))

$(out)/lib/tree-sitter.a: $(DEPS)/npm/unpacked.lock $(out)/flags
	$(call say,CC,tree-sitter core)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(foreign_flags) $(filter -fsanitize=%,$(CFLAGS)) -I$(treesitter)/include -I$(treesitter)/src \
	    -c $(treesitter)/src/lib.c -o $(out)/lib/tree-sitter.o
	$(Q)rm -f $@; $(AR) rcs $@ $(out)/lib/tree-sitter.o

$(foreach s,$(ready),$(eval $(call stage_rules,$s,$(stage.$s))))

# ---------------------------------------------------------------- set-up

# Targets that promise a working set-up install packages; all others only say what is missing.
installing  := deps demo check check-all check-san
want        := $(if $(filter $(installing),$(MAKECMDGOALS)),apt,want)
testing     := check check-all check-san lint unit cases cli fuzz chop bench
.PHONY: deps packages sources
deps: packages sources $(grammar_archives)

packages:
	$(Q)DEPS=$(DEPS) .deps/install $(want) .deps/apt-build
	$(Q)$(if $(filter deps $(testing),$(MAKECMDGOALS)),DEPS=$(DEPS) .deps/install $(want) .deps/apt-check)

sources: packages
	$(Q)DEPS=$(DEPS) .deps/install sources

clean:
	rm -rf $(filter-out $(DEPS),$(wildcard $(BUILD)/*))
	$(Q)rmdir $(BUILD) 2>/dev/null || :

# ---------------------------------------------------------------- tests

unit_c := $(sort $(wildcard tests/unit/*/*/*_test.c))
unit   := $(patsubst %.c,$(out)/tests/%,$(notdir $(unit_c)))

define unit_rules
$(out)/tests/$(notdir $(basename $1)): $(call objects,$1) $$(call link_with,$(patsubst tests/unit/%/,%,$(dir $1)))
	$$(call say,LINK,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(call link,$$<,$$(call libs_of,$(patsubst tests/unit/%/,%,$(dir $1))) -lcmocka)
endef
$(foreach t,$(unit_c),$(eval $(call unit_rules,$t)))

.PHONY: unit
unit: $(unit)
	$(Q)tests/harness/unit $(out) $(unit)

-include $(patsubst %.o,%.d,$(call objects,$(sources) $(unit_c)))
