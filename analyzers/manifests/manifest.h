/*
 * manifest: what a file declares to depend on: package.json, Cargo.lock, pom.xml, Dockerfile and their like.
 *
 * A format is known by the name of its file, and its reader is one function from text to dependencies, in the table of
 * manifest.c. A reader never runs what it reads: where a manifest is a program (build.gradle, Gemfile, CMakeLists.txt) it
 * takes what is written plainly and skips the rest.
 *
 * Manifests are input of an attacker: MANIFEST_TEXT_MAX bytes, MANIFEST_FOUND_MAX dependencies, and the depth limits of
 * json.h, xml_tree.h and yaml_tree.h. What cannot be read fails with a line, and what was found before it stays.
 */
#ifndef CBCRAWL_MANIFESTS_MANIFEST_H
#define CBCRAWL_MANIFESTS_MANIFEST_H

#include "pipeline/base/json.h"
#include "pipeline/base/vec.h"

enum {
    MANIFEST_TEXT_MAX = 16 << 20,    /* bytes; the largest lock files of real projects have some 5 MB */
    MANIFEST_FOUND_MAX = 100 * 1000, /* dependencies of one file */
    MANIFEST_REQUIRES_MAX = 1000,    /* what one package of a lock file requires in turn */
};

/* Also the number that goes into analysis keys: new ones come behind. */
enum manifest_format {
    MANIFEST_NONE,
    MANIFEST_NPM,
    MANIFEST_NPM_LOCK,
    MANIFEST_YARN_LOCK,
    MANIFEST_PNPM_LOCK,
    MANIFEST_REQUIREMENTS,
    MANIFEST_PYPROJECT,
    MANIFEST_PYTHON_LOCK, /* poetry.lock, uv.lock, pdm.lock */
    MANIFEST_PIPFILE,
    MANIFEST_PIPFILE_LOCK,
    MANIFEST_SETUP_CFG,
    MANIFEST_CARGO,
    MANIFEST_CARGO_LOCK,
    MANIFEST_GO,
    MANIFEST_MAVEN,
    MANIFEST_GRADLE,
    MANIFEST_GRADLE_LOCK,
    MANIFEST_GRADLE_CATALOG,
    MANIFEST_COMPOSER,
    MANIFEST_COMPOSER_LOCK,
    MANIFEST_GEMFILE,
    MANIFEST_GEMFILE_LOCK,
    MANIFEST_GEMSPEC,
    MANIFEST_MSBUILD,
    MANIFEST_NUGET_CONFIG,
    MANIFEST_NUGET_LOCK,
    MANIFEST_CMAKE,
    MANIFEST_CONAN,
    MANIFEST_VCPKG,
    MANIFEST_DOCKER,
    MANIFEST_WORKFLOW,
    MANIFEST_COMPOSE,
    MANIFEST_SETUP_PY,
    MANIFEST_CONAN_PY,
    MANIFEST_FORMATS,
};

/* The format of the file at `path`, MANIFEST_NONE for most. Vendored or not does not matter. */
enum manifest_format manifest_format_of(struct str path);

/* The same for a file of so many bytes: none when it is too large to be read. */
enum manifest_format manifest_format_within(struct str path, int64_t len_bytes);

enum manifest_direct { DIRECT_UNKNOWN, DIRECT_YES, DIRECT_NO };

/* Strings are slices of the text, of the reader's document, or in the arena. */
struct dependency {
    struct str ecosystem; /* type of a package URL: npm pypi cargo golang maven composer gem nuget conan docker github generic */
    struct str name;    /* as written; pypi normalised (PEP 503), maven "group:artifact" */
    struct str version; /* locked: that version. Else the constraint as written; empty when there is none */
    struct str scope;   /* runtime dev build test optional peer */
    struct str license; /* of the package, where the file says so */
    struct str alias;   /* what the code calls it, where that is another name */
    VEC(struct str) requires; /* of a lock file's package: "name" or "name version" of others */
    uint32_t line;            /* 1-based */
    bool is_locked;           /* one version and no other */
    bool is_self;             /* no dependency: the package this file declares */
    enum manifest_direct direct;
};

/* A manifest being read. */
struct manifest {
    struct str text;
    struct arena *arena;
    struct json_reader *json; /* borrowed */
    VEC(struct dependency) found;
    size_t self;         /* index in found plus 1 of the package itself; 0: not said */
    VEC(uint32_t) lines; /* offsets of line starts; filled when first asked for */
    const char *problem; /* why the rest could not be read; NULL: it could */
    uint32_t problem_line;
};

/* Fills `found`, and `problem` with its line when the text is broken. `text` must stay; `json` is used up. */
void manifest_read(struct manifest *m, enum manifest_format format, struct str text, struct arena *arena,
                   struct json_reader *json);

/* For readers ------------------------------------------------------------------------------------------------------ */

/* Adds a dependency at `line`; NULL when there are too many or the name is empty. */
struct dependency *manifest_add(struct manifest *m, const char *ecosystem, struct str name, uint32_t line);

/* Adds the package that the manifest is about. */
struct dependency *manifest_add_self(struct manifest *m, const char *ecosystem, struct str name,
                                     uint32_t line);

/* That package, or NULL. Borrowed until the next is added. */
struct dependency *manifest_self(struct manifest *m);

/* Notes the first problem. */
void manifest_fail(struct manifest *m, uint32_t line, const char *reason);

/* The 1-based line of a byte of the text. */
uint32_t manifest_line(struct manifest *m, size_t offset);
uint32_t manifest_line_of(struct manifest *m, const char *p); /* p inside the text */

/* Adds to what a package requires. */
void manifest_requires(struct manifest *m, struct dependency *dependency, struct str name, struct str version);

/* Reads the text as JSON; NULL, and a problem, when it is none. */
const struct json_val *manifest_json(struct manifest *m);
/* The line of a string of that document. */
uint32_t manifest_json_line(struct manifest *m, struct str value);

/* Reads the text as XML or YAML, see xml_tree.h and yaml_tree.h; NULL, and a problem, when it is none. */
const struct xml_node *manifest_xml(struct manifest *m);
const struct yaml_node *manifest_yaml(struct manifest *m);

/* Cuts the next line of a lock file, without its end, and counts it; false at the end, or at a conflict git left. */
bool manifest_lock_line(struct manifest *m, struct str *rest, uint32_t *number, struct str *ret_line);

/* "name[extra] >=1, <2 ; marker" as a requirement of PEP 508. Slices; false when it starts with no name. */
bool manifest_pep508(struct str text, struct str *ret_name, struct str *ret_version);

/* Is it exactly one version, as "==1.2" and "=1.2.3" say? Then ret_version is that. */
bool manifest_pinned(struct str constraint, struct str *ret_version);

/* Adds a requirement of PEP 508, and a conan reference "name/version@user/channel". NULL: it is none. */
struct dependency *manifest_add_requirement(struct manifest *m, struct str text, const char *scope,
                                            uint32_t line);
void manifest_add_conan(struct manifest *m, struct str text, const char *scope, uint32_t line);

/* A line cut into words at blanks, with quotes taken off; at most `max`. Returns how many. */
size_t manifest_words(struct str line, struct str *ret_words, size_t max);

/* Readers. */
typedef void manifest_reader(struct manifest *m);
manifest_reader manifest_read_npm, manifest_read_npm_lock, manifest_read_yarn_lock, manifest_read_pnpm_lock,
    manifest_read_requirements, manifest_read_pyproject, manifest_read_python_lock, manifest_read_pipfile,
    manifest_read_pipfile_lock, manifest_read_setup_cfg, manifest_read_cargo, manifest_read_cargo_lock,
    manifest_read_go, manifest_read_maven, manifest_read_gradle, manifest_read_gradle_lock,
    manifest_read_gradle_catalog, manifest_read_composer, manifest_read_composer_lock, manifest_read_gemfile,
    manifest_read_gemfile_lock, manifest_read_gemspec, manifest_read_msbuild, manifest_read_nuget_config,
    manifest_read_nuget_lock, manifest_read_cmake, manifest_read_conan, manifest_read_vcpkg,
    manifest_read_docker, manifest_read_workflow, manifest_read_compose, manifest_read_setup_py,
    manifest_read_conan_py;

#endif
