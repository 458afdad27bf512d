# cbcrawl: one Makefile, out of tree, parallel-safe. `make help` lists what it can do.
#
# A *component* is a folder with C files: pipeline/base, crawler/files, … It becomes one archive, lib/pipeline-base.a.
# The tables below say what each needs; what a program links is the closure of that. A component that is not there yet
# is skipped. Adding one: make the folder, and add its line to the tables. A file X.sql in a component can be included as
# "…/X_sql.h", which holds it as `static const char X_sql[]`; so can X.patterns and X.taint. The files *.rules are all in
# analyzers/rules/all_rules.h.

BUILD ?= build
DEPS ?= $(BUILD)/deps
PREFIX ?= /usr/local
CFLAGS ?= $(if $(SAN),-O1,-O2) -g
ifneq ($(words $(BUILD) $(DEPS)),2)
$(error BUILD and DEPS must each name a folder, without spaces)
endif
VERSION = $(shell sed -n 's/.*CBCRAWL_VERSION "\(.*\)"/\1/p' pipeline/base/version.h)

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
stage.cbc-history := crawler/history
stage.cbc-parse  := analyzers/parse
stage.cbc-link   := analyzers/link
stage.cbc-tool   := pipeline/tool
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
needs.pipeline/git    := pipeline/kernel pipeline/base
needs.pipeline/config := pipeline/base
needs.pipeline/versions := pipeline/base
needs.pipeline/store  := pipeline/record
needs.pipeline/kit    := pipeline/record pipeline/config
needs.pipeline/load   := pipeline/kit pipeline/store
needs.pipeline/tool   := pipeline/kit
needs.pipeline/check  := pipeline/kit pipeline/store
needs.pipeline/score  := pipeline/kit pipeline/store pipeline/versions
needs.pipeline/report := pipeline/kit pipeline/store
needs.pipeline/run    := pipeline/kit pipeline/store
needs.crawler/files   := pipeline/kit pipeline/git pipeline/kernel
needs.crawler/history := crawler/files pipeline/kit pipeline/git
needs.analyzers/ast   := pipeline/record
needs.analyzers/match := pipeline/base
needs.analyzers/clone := analyzers/tokens pipeline/record pipeline/kernel
needs.analyzers/link  := pipeline/kit analyzers/match analyzers/clone analyzers/manifests

# An analyzer is a folder: every other one under analyzers/ stands on the two floors below it, and cbc-parse on all.
analyzers := $(filter-out ast match parse link clone,$(patsubst analyzers/%/,%,$(sort $(dir $(wildcard analyzers/*/*.c)))))
$(foreach a,$(analyzers),$(eval needs.analyzers/$a := analyzers/ast analyzers/match pipeline/record))
needs.analyzers/rules += pipeline/config
needs.analyzers/manifests += pipeline/versions
needs.analyzers/parse := $(addprefix analyzers/,$(analyzers)) analyzers/ast analyzers/match pipeline/kit pipeline/git

# Third-party libraries, each behind its one door.
libs.pipeline/base   := -lyyjson -lxxhash -lnettle -lseccomp -lm
libs.pipeline/record := -llz4
libs.pipeline/kernel := -lm
libs.pipeline/git    := -ldeflate
libs.pipeline/store  := -lsqlite3
libs.pipeline/score  := -lm
libs.analyzers/match := -lpcre2-8
libs.analyzers/manifests := -lexpat -lyaml

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

# The fuzzer is clang's. So is the thread sanitizer here: gcc's OpenMP runtime gives false alarms, clang's comes with
# archer, which knows its barriers.
ifneq ($(filter thread fuzzer-no-link,$(subst $(comma), ,$(SAN))),)
CC := clang
else ifneq ($(filter default undefined,$(origin CC)),)
CC := gcc
endif
AR := ar
machine := $(firstword $(subst -, ,$(or $(shell $(CC) -dumpmachine 2>/dev/null),$(shell uname -m))))

treesitter := $(DEPS)/npm/node_modules/tree-sitter/vendor/tree-sitter/lib

# _GNU_SOURCE: openat2, getrandom, memmem and friends. -ffp-contract=off: the same bytes on every machine, also where
# the compiler may fuse a multiplication and an addition. Warnings we can do without: cut text is what snprintf is for;
# outputs are written on success only, and gcc cannot know that failures are negative; what is not named in an
# initializer is zero; clang sees a float in math.h's NAN, and casts in tree-sitter's macros where we use them.
preprocess := -D_GNU_SOURCE -I. -I$(out)/gen -isystem $(DEPS)/yyjson -isystem $(treesitter)/include
compile    := -std=c11 -fPIE -ffp-contract=off -fno-strict-aliasing
warnings   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith \
    -Wvla -Wformat=2 -Wundef -Wwrite-strings -Wcast-qual -Wimplicit-fallthrough -Wdouble-promotion \
    -Wredundant-decls -Wunused-macros -Werror=implicit-function-declaration -Werror=int-conversion \
    -Werror=incompatible-pointer-types -Wno-format-truncation -Wno-maybe-uninitialized \
    -Wno-missing-field-initializers $(if $(DEV),-Werror) \
    $(if $(findstring clang,$(CC)),-Wno-unknown-warning-option -Wno-double-promotion -Wno-cast-qual)
ldflags    := -pie -Wl,--as-needed -Wl,-z,relro -Wl,-z,now -L$(DEPS)/yyjson

ifdef SAN
sanitize := -fsanitize=$(SAN) -fno-omit-frame-pointer $(if $(findstring undefined,$(SAN)),-fno-sanitize-recover=undefined)
compile  += $(sanitize)
else
compile  += -fstack-protector-strong -D_FORTIFY_SOURCE=2
endif

# $(call flags_of,FILE.c)
flags_of = $(preprocess) $(compile) $(warnings) $(CFLAGS) $(CPPFLAGS) -include pipeline/base/banned.h \
    $(cflags.$(patsubst %/,%,$(dir $1))) $(isa.$(machine).$(lastword $(subst _, ,$(basename $1))))

# ---------------------------------------------------------------- what there is

tops       := crawler analyzers pipeline htm
all_c      := $(sort $(wildcard $(addsuffix /*/*.c,$(tops))))
all_h      := $(sort $(wildcard $(addsuffix /*/*.h,$(tops))))
foreign    := $(foreach i,$(isas),$(if $(isa.$(machine).$i),,$(filter %_$i.c,$(all_c))))
sources    := $(filter-out $(foreign),$(all_c))
components := $(sort $(patsubst %/,%,$(dir $(sources))))
stages     := $(patsubst stage.%,%,$(filter stage.%,$(.VARIABLES)))
ready      := $(sort $(foreach s,$(stages),$(if $(wildcard $(stage.$s)/main.c),$s)))
# Texts that are compiled in, by suffix.
texts        := sql patterns taint
text_headers := $(foreach t,$(texts),$(patsubst %.$t,$(out)/gen/%_$t.h,$(sort $(wildcard $(addsuffix /*/*.$t,$(tops))))))
rule_files := $(sort $(wildcard analyzers/rules/*.rules))
rules_header := $(out)/gen/analyzers/rules/all_rules.h
generated  := $(text_headers) $(rules_header)
man_pages  := $(sort $(wildcard $(addsuffix /*/*.[1-8],$(tops))))

$(foreach c,$(components),$(if $(filter undefined,$(origin needs.$c)),$(error $c: no `needs.$c` line in the Makefile)))

# $(call archive,COMPONENT), $(call objects,SOURCES), $(call closure,COMPONENT): it and all it stands on.
archive = $(out)/lib/$(subst /,-,$1).a
objects = $(patsubst %.c,$(out)/obj/%.o,$1)
closure = $(sort $1 $(foreach n,$(needs.$1),$(call closure,$n)))

# What a program that starts in component $1 is linked with. The archives name each other: hence the group.
link_with = $(foreach c,$(filter $(components),$(call closure,$1)),$(call archive,$c)) \
    $(if $(filter analyzers/ast,$(call closure,$1)),$(grammar_tables) $(out)/lib/scanners.a $(out)/lib/tree-sitter.a)
libs_of   = $(foreach c,$(filter $(components),$(call closure,$1)),$(libs.$c))
link      = $(CC) $(compile) $(CFLAGS) $(ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) \
    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $1 -fopenmp

# ---------------------------------------------------------------- build

.PHONY: all FORCE
all: $(ready:%=$(out)/bin/%)
	@:

# Rewritten only when its contents change: new flags rebuild everything.
define note
$(Q)mkdir -p $(@D); printf '%s\n' '$1' >$@.$$$$; \
if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; else mv $@.$$$$ $@; fi
endef

quote = $(subst ','\'',$1)
$(out)/flags: FORCE
	$(call note,$(call quote,$(CC) $(preprocess) $(compile) $(warnings) $(ldflags) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) \
	    $(foreach c,$(components),$(cflags.$c)) $(foreach i,$(isas),$(isa.$(machine).$i))))

# A file that was removed from a component must leave its archive.
$(out)/lib/%.files: FORCE
	$(call note,$(sources_of.$*))

$(out)/obj/%.o: %.c $(out)/flags | sources $(generated)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(call flags_of,$<) -MMD -MP -c $< -o $@

# A text as C string literals, a line each; "?" is escaped for fear of trigraphs.
as_strings = sed 's/[\\"?]/\\&/g; s/.*/"&\\n"/'

# $(call text_rules,SUFFIX)
define text_rules
$(out)/gen/%_$1.h: %.$1
	$$(Q)mkdir -p $$(@D)
	$$(Q){ echo 'static const char $$(notdir $$*)_$1[] ='; $$(as_strings) $$<; echo ';'; } >$$@
endef
$(foreach t,$(texts),$(eval $(call text_rules,$t)))

# An array of {name, text}: rule_sources.c needs no more. One that was taken away must not stay in it.
$(out)/rules.files: FORCE
	$(call note,$(rule_files))

$(rules_header): $(rule_files) $(out)/rules.files
	$(Q)mkdir -p $(@D)
	$(Q){ echo 'static const struct { const char *name, *text; } all_rules[] = {'; \
	for file in $(rule_files); do \
	    printf '{"%s",\n' "$$(basename $$file)"; $(as_strings) $$file; echo '},'; \
	done; echo '};'; } >$@

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
	$$(Q)$$(call link,$$(call libs_of,$2))
endef

# ---------------------------------------------------------------- grammars

# Each grammar is code that is not ours: no warnings. Its tables, megabytes of C that are generated, are compiled once and
# shared by all builds in DEPS. Its scanner is written by hand, so each build compiles it with its own
# sanitizers, but not that for undefined behaviour: Kotlin's and Swift's have some (analyzers/README.md).
# NAME:FOLDER where the folder below node_modules holds src/.
grammars := \
    bash:tree-sitter-bash c:tree-sitter-c c_sharp:tree-sitter-c-sharp cpp:tree-sitter-cpp elixir:tree-sitter-elixir \
    go:tree-sitter-go java:tree-sitter-java javascript:tree-sitter-javascript kotlin:tree-sitter-kotlin \
    lua:@tree-sitter-grammars/tree-sitter-lua ocaml:tree-sitter-ocaml/grammars/ocaml php:tree-sitter-php/php \
    python:tree-sitter-python ruby:tree-sitter-ruby rust:tree-sitter-rust scala:tree-sitter-scala \
    swift:tree-sitter-swift typescript:tree-sitter-typescript/typescript tsx:tree-sitter-typescript/tsx \
    zig:@tree-sitter-grammars/tree-sitter-zig

# The scanner of Swift asks for no memory and uses four bytes of it.
scanner_flags.swift := -include .deps/swift_scanner.h

grammar_name     = $(firstword $(subst :, ,$1))
grammar_src      = $(DEPS)/npm/node_modules/$(lastword $(subst :, ,$1))/src
grammar_tables   := $(foreach g,$(grammars),$(DEPS)/grammars/$(call grammar_name,$g).a)
grammar_scanners := $(foreach g,$(grammars),$(out)/grammars/$(call grammar_name,$g).o)
foreign_flags    := -std=c11 -O2 -fPIC -w -D_DEFAULT_SOURCE

# Newer than the archives only after the lock has changed.
$(DEPS)/npm/unpacked.lock: sources
	@:

# Written to a private folder and moved into place: builds that share DEPS may run side by side. A grammar without a
# scanner has an empty one.
define grammar_rules
$(DEPS)/grammars/$(call grammar_name,$1).a: $(DEPS)/npm/unpacked.lock
	$$(call say,GRAMMAR,$(call grammar_name,$1))
	$$(Q)mkdir -p $$(@D); tmp=$$$$(mktemp -d $$@.XXXXXX) && trap 'rm -rf $$$$tmp' EXIT && \
	cc $(foreign_flags) -I$(call grammar_src,$1) -c $(call grammar_src,$1)/parser.c -o $$$$tmp/parser.o && \
	ar rcs $$$$tmp/new.a $$$$tmp/parser.o && mv $$$$tmp/new.a $$@

$(out)/grammars/$(call grammar_name,$1).o: $(DEPS)/npm/unpacked.lock $(out)/flags
	$$(Q)mkdir -p $$(@D); src=$(call grammar_src,$1)/scanner.c; [ -f $$$$src ] || src=/dev/null; \
	$(CC) $(foreign_flags) $(sanitize) -fno-sanitize=undefined $(scanner_flags.$(call grammar_name,$1)) -I$(call grammar_src,$1) -x c -c $$$$src -o $$@
endef
$(foreach g,$(grammars),$(eval $(call grammar_rules,$g)))

$(out)/lib/scanners.a: $(grammar_scanners)
	$(call say,AR,$@)
	$(Q)rm -f $@; $(AR) rcs $@ $^

$(out)/lib/tree-sitter.a: $(DEPS)/npm/unpacked.lock $(out)/flags
	$(call say,CC,tree-sitter core)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(foreign_flags) $(sanitize) -I$(treesitter)/include -I$(treesitter)/src \
	    -c $(treesitter)/src/lib.c -o $(out)/lib/tree-sitter.o
	$(Q)rm -f $@; $(AR) rcs $@ $(out)/lib/tree-sitter.o

$(foreach s,$(ready),$(eval $(call stage_rules,$s,$(stage.$s))))

# ---------------------------------------------------------------- set-up

# These promise a working set-up and install packages; all others only say what is missing.
installing := deps demo check check-all
testing    := deps check check-all check-san check-tsan lint hdr-check size format format-check man lint-selftest \
    harness-selftest install-check unit cases cli replay fuzz chop bench
pkg_step   := DEPS=$(DEPS) .deps/install $(if $(filter $(installing),$(MAKECMDGOALS)),apt,want)

.PHONY: deps packages sources
deps: sources $(grammar_tables) ## set up: packages, sources, grammars; silent when nothing is missing

packages:
	$(Q)$(pkg_step) .deps/apt-build
	$(Q)$(if $(filter $(testing),$(MAKECMDGOALS)),$(pkg_step) .deps/apt-check)

sources: packages
	$(Q)DEPS=$(DEPS) .deps/install sources

# ---------------------------------------------------------------- install

bindir := $(DESTDIR)$(PREFIX)/bin
mandir := $(DESTDIR)$(PREFIX)/share/man
man_target = $(mandir)/man$(patsubst .%,%,$(suffix $1))/$(notdir $1)

.PHONY: install uninstall install-check
install: all ## programs and man pages, below DESTDIR and PREFIX
	$(Q)install -d '$(bindir)'
	$(Q)$(foreach s,$(ready),install -m 755 $(out)/bin/$s '$(bindir)/$s' &&) :
	$(Q)$(foreach m,$(man_pages),install -D -m 644 $m '$(call man_target,$m)' &&) :

uninstall: ## takes away what install put there
	$(Q)rm -f $(foreach s,$(stages),'$(bindir)/$s') $(foreach m,$(man_pages),'$(call man_target,$m)')

install-check: all ## installs elsewhere, tries it, uninstalls
	$(Q)tests/harness/install $(out) $(MAKE) $(again)

# ---------------------------------------------------------------- tests

# Rungs run one after the other, each on all cores unless make was told otherwise.
jobs   = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
again  = --no-print-directory $(jobs)
ladder = tests/harness/ladder

# Sanitizers stop at the first finding, with a stack; archer tells the thread sanitizer about OpenMP.
export BUILD
export ASAN_OPTIONS ?= detect_stack_use_after_return=1
export UBSAN_OPTIONS ?= print_stacktrace=1
ifneq ($(findstring thread,$(SAN)),)
export TSAN_OPTIONS ?= halt_on_error=1 ignore_noninstrumented_modules=1
export OMP_TOOL_LIBRARIES ?= $(shell clang -print-file-name=libarcher.so)
endif

support := $(sort $(wildcard tests/support/*.c))
unit_c  := $(sort $(wildcard tests/unit/*/*/*_test.c))
unit    := $(patsubst %.c,$(out)/tests/%,$(notdir $(unit_c)))
fuzz_c  := $(sort $(wildcard tests/fuzz/*_fuzz.c))
fuzz    := $(patsubst %.c,$(out)/fuzz/%,$(notdir $(fuzz_c)))
tools_c := $(sort $(wildcard tests/bench/*.c tests/oracle/*.c))
tools   := $(patsubst tests/%.c,$(out)/%,$(tools_c))
everything := $(sort $(foreach c,$(components),$(call link_with,$c)))
all_libs   := $(sort $(foreach c,$(components),$(libs.$c)))

# $(call unit_rules,TEST.c,COMPONENT)
define unit_rules
$(out)/tests/$(notdir $(basename $1)): $(call objects,$1 $(support)) $$(call link_with,$2)
	$$(call say,LINK,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(call link,$$(call libs_of,$2) -lcmocka)
endef
$(foreach t,$(unit_c),$(eval $(call unit_rules,$t,$(patsubst tests/unit/%/,%,$(dir $t)))))

# A fuzz target is linked with libFuzzer in a SAN=fuzzer-no-link build, else with a main that replays its corpus.
fuzz_flags := $(if $(findstring fuzzer,$(SAN)),-fsanitize=fuzzer)
fuzz_main  := $(if $(fuzz_flags),,$(out)/obj/tests/fuzz/replay.o)
$(fuzz): $(out)/fuzz/%: $(out)/obj/tests/fuzz/%.o $(fuzz_main) $(everything)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(call link,$(fuzz_flags) $(all_libs))

# Programs that benchmarks and accuracy tests use: tests/bench/X.c becomes OUT/bench/X.
$(tools): $(out)/%: $(out)/obj/tests/%.o $(everything)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(call link,$(all_libs))

.PHONY: unit cases cli oracle replay fuzz fuzz-run chop bench
unit: $(unit) ## module tests
	$(Q)tests/harness/unit $(out) $(unit)

cases: all ## analyzer cases: input, expected records
	$(Q)tests/cases/run $(out)

cli: all ## command line tests: command, stdout, stderr, exit code
	$(Q)tests/cli/run $(out)

oracle: all ## SARIF and CycloneDX before independent judges
	$(Q)DEPS=$(DEPS) tests/oracle/sarif/run $(out)
	$(Q)DEPS=$(DEPS) tests/oracle/cyclonedx/run $(out)

replay: $(fuzz) ## the fuzz corpora as plain tests
	$(Q)tests/harness/replay $(out) $(fuzz)

fuzz: ## fuzzes every target for FUZZ_SECONDS (60) each, with sanitizers
	$(Q)$(MAKE) $(again) SAN=fuzzer-no-link,address,undefined fuzz-run

fuzz-run: $(fuzz)
	$(Q)tests/harness/fuzz $(out) $(fuzz)

chop: all ## every fixture cut off at every byte: no stage may crash or take it for whole
	$(Q)tests/harness/chop $(out)

bench: all $(tools) ## measures against yardsticks, prints ratios, writes BUILD/bench.json
	$(Q)tests/bench/run $(out)

.PHONY: check check-all check-san check-tsan
check: deps ## set-up, build, lint, all tests and the address sanitizer; under five minutes
	$(Q)$(ladder) check $(BUILD) $(out) all lint unit cases cli replay install-check \
	    $(if $(SAN),,check-san) -- $(MAKE) $(again)

check-all: deps ## check, the thread sanitizer, chop, a short fuzz and a short bench
	$(Q)$(ladder) check-all $(BUILD) $(out) all lint unit cases cli oracle replay install-check check-san check-tsan \
	    chop fuzz bench -- $(MAKE) $(again) FUZZ_SECONDS=10 BENCH=smoke

check-san: ## address and undefined behaviour sanitizers
	$(Q)$(ladder) check-san $(BUILD) $(BUILD)/san-address-undefined unit cases cli replay -- $(MAKE) $(again) SAN=address,undefined

check-tsan: ## thread sanitizer
	$(Q)$(ladder) check-tsan $(BUILD) $(BUILD)/san-thread unit cases cli -- $(MAKE) $(again) SAN=thread

# ---------------------------------------------------------------- lint

headers := $(filter-out $(patsubst %.c,%.h,$(foreign)),$(all_h))

.PHONY: lint floors names size hdr-check format format-check man lint-selftest harness-selftest
lint: $(generated) ## all of these:
	$(Q)tests/lint/run $(out) $(MAKE) $(again)

floors: ## includes go down only, libraries through one door
	$(Q)tests/lint/floors

names: ## file names are unique
	$(Q)tests/lint/names

size: packages ## caps on lines and complexity
	$(Q)tests/lint/size

hdr-check: $(headers:%.h=$(out)/hdr/%.ok) ## every header compiles alone

format-check: packages ## clang-format would change nothing
	$(Q)tests/lint/format

man: packages all ## man pages are well-formed and say what --help says; lists them
	$(Q)$(if $(man_pages),mandoc -T lint -W warning $(man_pages) && tests/lint/manual . $(out)/bin && \
	    printf '%s\n' $(man_pages))

lint-selftest: packages ## the lint sees what it should
	$(Q)tests/lint/selftest

harness-selftest: packages ## the test runners count what they should
	$(Q)tests/harness/selftest

format: packages ## applies clang-format
	$(Q)tests/lint/sources | xargs clang-format -i

$(out)/hdr/%.ok: %.h $(out)/flags | sources $(generated)
	$(Q)mkdir -p $(@D)
	$(Q)tests/lint/alone $< $(CC) $(preprocess) $(warnings) -MMD -MP -MF $(@:.ok=.d) -MT $@
	$(Q)touch $@

# ---------------------------------------------------------------- the rest

.PHONY: demo dist compdb clean distclean help
demo: deps ## set up, scan this very repository, and show the report
	$(Q)$(MAKE) $(again) all
	$(Q).deps/demo $(out)

dist: ## a source archive of HEAD and its checksum, in BUILD
	$(Q)name=cbcrawl-$(VERSION) && mkdir -p $(BUILD) && \
	git archive --prefix=$$name/ --output=$(BUILD)/$$name.tar HEAD && gzip -9nf $(BUILD)/$$name.tar && \
	cd $(BUILD) && sha256sum $$name.tar.gz | tee $$name.tar.gz.sha256

entry = {"directory":"$(CURDIR)","file":"$1","command":"$(subst ",\",$(CC) $(call flags_of,$1) -c $1)"}
compdb: $(generated) ## BUILD/compile_commands.json, for editors
	$(Q)mkdir -p $(BUILD)
	$(file >$(BUILD)/compile_commands.json,[$(subst }$(space){,}$(comma){,$(strip \
	    $(foreach c,$(sources) $(unit_c) $(fuzz_c) $(tools_c) $(support),$(call entry,$c))))])

clean: ## removes BUILD, but for downloaded sources
	$(Q)rm -rf $(filter-out $(DEPS),$(wildcard $(BUILD)/*))

distclean: ## removes BUILD and DEPS
	$(Q)rm -rf $(BUILD) $(DEPS)

help:
	@echo 'usage: make [TARGET] [BUILD=DIR] [DEPS=DIR] [PREFIX=DIR] [DESTDIR=DIR] [DEV=1] [SAN=LIST] [V=1]'
	@echo
	@printf '  %-17s %s\n' '(none)' 'the programs, in BUILD/bin'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | awk -F '\t' '{ printf "  %-17s %s\n", $$1, $$2 }'
	@echo
	@echo '  DEV=1 makes warnings errors, V=1 shows commands. SAN=address,undefined or SAN=thread builds with sanitizers,'
	@echo '  in BUILD/san-LIST. UPDATE=1 with cases or cli writes what is expected anew.'

-include $(patsubst %.o,%.d,$(call objects,$(sources) $(unit_c) $(fuzz_c) $(tools_c) $(support) tests/fuzz/replay.c))
-include $(headers:%.h=$(out)/hdr/%.d)
