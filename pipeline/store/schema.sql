-- The store of cbcrawl, version 1: one SQLite file with what is known about one or more source trees.
--
-- THE VIEWS (v_…) ARE THE PUBLIC INTERFACE: their columns stay, new ones come behind. They show the latest run of each
-- root; v_run lists older ones. Tables may change with any version. In the sqlite3 shell:
--
--     SELECT path, name, cyclomatic FROM v_unit ORDER BY cyclomatic DESC LIMIT 10;
--
-- Four kinds of tables. A *run* is one scan of a root. A *fact* is what one file's bytes say; it is stored once per
-- analysis key (content, language, versions of program and rules), however many paths and runs have these bytes. What
-- imports mean and what graphs they make is *linked*: one set of rows for all runs where it came out the same. All else
-- that depends on the tree as a whole or on a path belongs to the run. Text that repeats across rows is a *name*.
--
-- Units are in the column names: len_bytes, lines_code (lines), line_start (1-based line), byte_start (0-based offset).
-- Booleans (is_…) are 0 or 1. Absent is NULL. Digests are BLOBs in tables and lower-case hex in views.
--
-- Columns of a primary key come first, in its order: the integrity check of SQLite 3.40 takes others for damage.
-- The file is ours when PRAGMA application_id is 0x63626372 ("cbcr"); PRAGMA user_version is the schema's version.
-- history.sql goes on from here with the past, findings.sql with what analyzers found, clones.sql with code that is there
-- more than once, dependencies.sql with what manifests declare, tools.sql with what outside tools say. All make version 1; migrations (store.c) lead on from
-- there, each in one transaction.

-- Names ---------------------------------------------------------------------------------------------------------------

-- Paths, folders, modules, packages, called functions. Kept when the last run that used them is pruned.
CREATE TABLE name (
    name_id INTEGER PRIMARY KEY,
    text    TEXT NOT NULL,             -- a path that is not UTF-8 is C-quoted, as git does
    raw     BLOB NOT NULL DEFAULT x'', -- then these are its bytes; else empty
    UNIQUE (text, raw)
) STRICT;

-- Runs ----------------------------------------------------------------------------------------------------------------

CREATE TABLE root (
    root_id       INTEGER PRIMARY KEY,
    path          TEXT NOT NULL UNIQUE, -- absolute; C-quoted when not UTF-8
    latest_run_id INTEGER REFERENCES run -- its newest complete run: what the views show
) STRICT;
CREATE INDEX root_by_run ON root (latest_run_id);

-- What all rows with this id say together is said of each run that has it.
CREATE TABLE linked (
    linked_id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest    BLOB NOT NULL -- 16 bytes: XXH3-128 of the records of cbc-link, without the lines of imports
) STRICT;
CREATE INDEX linked_by_digest ON linked (digest);

CREATE TABLE run (
    run_id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice
    root_id     INTEGER NOT NULL REFERENCES root,
    loaded_at   INTEGER NOT NULL, -- seconds since 1970, UTC
    commit_id   TEXT,             -- what HEAD named; the work tree may differ
    programs    TEXT NOT NULL,    -- JSON array: who made the stream: program, version, options that change facts
    digest      TEXT NOT NULL,    -- XXH3-128 of the records, as their end record says; several streams: joined by ' '
    tree_digest TEXT,             -- of all that cbc-crawl saw: as long as it is the same, so is the tree
    files       INTEGER NOT NULL, -- rows in run_file
    linked_id   INTEGER REFERENCES linked, -- NULL as long as the run is not complete
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)) -- 1 as soon as anybody else can see it
) STRICT;
CREATE INDEX run_by_root ON run (root_id, run_id);
CREATE INDEX run_by_linked ON run (linked_id);

-- Which facts each path had. Flags that a path decides are here, the rest is in fact.
CREATE TABLE run_file (
    run_id       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path_id      INTEGER NOT NULL REFERENCES name,
    fact_id      INTEGER NOT NULL REFERENCES fact,
    mode         TEXT,             -- as git writes it: 100644, 100755 executable, 120000 symbolic link
    is_generated INTEGER NOT NULL, -- written by a program
    is_minified  INTEGER NOT NULL,
    is_vendored  INTEGER NOT NULL, -- somebody else's code, kept here
    is_test      INTEGER NOT NULL,
    PRIMARY KEY (run_id, path_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_file_by_fact ON run_file (fact_id);

-- Facts of files ------------------------------------------------------------------------------------------------------

CREATE TABLE fact (
    fact_id       INTEGER PRIMARY KEY,
    key           BLOB NOT NULL UNIQUE, -- 16 bytes: the analysis key
    content_id    BLOB,                 -- 20 bytes: git's blob id
    lang          TEXT,                 -- as GitHub's linguist names it; NULL when not known
    len_bytes     INTEGER,
    lines_total   INTEGER,
    lines_code    INTEGER,
    lines_comment INTEGER,
    lines_blank   INTEGER,
    is_binary     INTEGER NOT NULL,
    is_parsed     INTEGER NOT NULL,     -- 1: units, imports and calls are known
    not_parsed    TEXT,                 -- why a file of a known language was only counted: 'too large', 'minified', ...
    lang_kind     TEXT,                 -- prose data; NULL for code
    error_share   REAL                  -- 0..1: share of bytes inside syntax errors; NULL when there are none
) STRICT;

-- Functions, classes and the like, in source order, outer before inner. Numbers from cyclomatic to fan_out are for what
-- can be called, members is for types.
CREATE TABLE unit (
    fact_id        INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    unit           INTEGER NOT NULL, -- 0-based, inside its file
    parent         INTEGER,          -- the unit around it; NULL at the top
    name           TEXT NOT NULL,
    qualified_name TEXT,             -- NULL when it is the name
    kind           TEXT NOT NULL,    -- function method constructor lambda class struct interface trait enum union
                                     -- module namespace
    line_start     INTEGER NOT NULL,
    line_end       INTEGER NOT NULL, -- the last line that belongs to it
    byte_start     INTEGER,
    byte_end       INTEGER,          -- the first byte that does not
    signature      TEXT,             -- one line, cut at 200 bytes
    params         INTEGER,
    lines_code     INTEGER,
    cyclomatic     INTEGER,          -- McCabe: 1 + decisions, each case and each && || ?: counted
    cognitive      INTEGER,          -- as SonarSource defines it
    nesting_max    INTEGER,
    returns        INTEGER,
    fan_out        INTEGER,          -- different functions it calls
    members        INTEGER,
    tokens         BLOB,             -- 16 bytes: digest of the tokens, names and literals made alike
    PRIMARY KEY (fact_id, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
    fact_id      INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    import       INTEGER NOT NULL, -- 0-based, inside its file
    line         INTEGER NOT NULL,
    text         TEXT NOT NULL,    -- as the source has it, in one line
    module       TEXT,             -- what is asked for: './a', 'os.path', 'stdio.h'
    form         TEXT,             -- include include_system import from require use mod using package export dynamic
    names        TEXT,             -- JSON array of what is taken from it
    level        INTEGER,          -- leading dots of a relative import in Python
    is_type_only INTEGER NOT NULL, -- 1: gone after type checking
    is_test      INTEGER NOT NULL, -- 1: compiled for tests only, in a file that is more than a test
    PRIMARY KEY (fact_id, import)
) STRICT, WITHOUT ROWID;

-- The package, namespace or module a file says it belongs to.
CREATE TABLE package (
    fact_id INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    package INTEGER NOT NULL, -- 0-based, inside its file
    name    TEXT NOT NULL,
    form    TEXT,             -- go java csharp rust php python
    line    INTEGER,
    PRIMARY KEY (fact_id, package)
) STRICT, WITHOUT ROWID;

-- One row for all calls of one function by one unit. Most rows of a store are here, so the ids are no foreign keys: three
-- look-ups for each would cost a third of a load. Who removes facts removes their calls; cbc-check looks.
CREATE TABLE call (
    fact_id     INTEGER NOT NULL,
    unit        INTEGER NOT NULL, -- the caller; -1 outside of any unit
    callee_id   INTEGER NOT NULL, -- name: the last part of what is called
    receiver_id INTEGER NOT NULL, -- name: what stands before it; 0 for nothing
    line        INTEGER NOT NULL, -- of the first
    calls       INTEGER NOT NULL, -- how many
    PRIMARY KEY (fact_id, unit, callee_id, receiver_id)
) STRICT, WITHOUT ROWID;

-- What was linked -----------------------------------------------------------------------------------------------------

-- What an import stands for in this tree: one row for each target, none when nothing was found.
CREATE TABLE import_target (
    linked_id   INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    path_id     INTEGER NOT NULL REFERENCES name,
    import      INTEGER NOT NULL,
    target      INTEGER NOT NULL,        -- 0-based
    target_id   INTEGER REFERENCES name, -- a file of the tree
    module_id   INTEGER REFERENCES name, -- or a module of the tree, of whatever files
    external_id INTEGER REFERENCES name, -- or a package from outside
    PRIMARY KEY (linked_id, path_id, import, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE edge (
    linked_id      INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    level          TEXT NOT NULL,    -- file folder module
    from_id        INTEGER NOT NULL REFERENCES name,
    to_id          INTEGER NOT NULL REFERENCES name,
    weight         INTEGER NOT NULL, -- imports behind it
    is_type_only   INTEGER NOT NULL, -- all of them are gone after type checking
    is_test_only   INTEGER NOT NULL, -- all of them are in tests
    is_declaration INTEGER NOT NULL, -- from a declaration to what it declares
    PRIMARY KEY (linked_id, level, from_id, to_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE graph (
    linked_id   INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    level       TEXT NOT NULL,
    member_id   INTEGER NOT NULL REFERENCES name,
    lang        TEXT NOT NULL,    -- of a module: two languages may use one name; '' on other levels
    fan_in      INTEGER NOT NULL, -- members that use it
    fan_out     INTEGER NOT NULL, -- members it uses
    instability REAL,             -- fan_out / (fan_in + fan_out); NULL when both are 0
    depth       INTEGER,          -- longest way down, each cycle taken as one
    cycle_id    INTEGER,          -- the cycle it is in; NULL for none
    PRIMARY KEY (linked_id, level, member_id, lang)
) STRICT, WITHOUT ROWID;

CREATE TABLE cycle (
    linked_id    INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    level        TEXT NOT NULL,
    cycle_id     INTEGER NOT NULL, -- 1-based in its level, the biggest first
    size         INTEGER NOT NULL, -- members
    edges_inside INTEGER,
    example      TEXT,             -- a shortest way around: 'a -> b -> a'
    is_type_only INTEGER NOT NULL, -- gone without imports that are gone after type checking
    is_test_only INTEGER NOT NULL, -- gone without imports in tests
    PRIMARY KEY (linked_id, level, cycle_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cycle_member (
    linked_id INTEGER NOT NULL,
    level     TEXT NOT NULL,
    cycle_id  INTEGER NOT NULL,
    member_id INTEGER NOT NULL REFERENCES name,
    PRIMARY KEY (linked_id, level, cycle_id, member_id),
    FOREIGN KEY (linked_id, level, cycle_id) REFERENCES cycle ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A level's graph as a whole.
CREATE TABLE system (
    linked_id        INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    level            TEXT NOT NULL,
    nodes            INTEGER NOT NULL,
    edges            INTEGER NOT NULL,
    cycles           INTEGER NOT NULL,
    in_cycles        INTEGER NOT NULL, -- nodes in any cycle
    propagation_cost REAL,             -- 0..1: share of the tree that a change may reach, on average
    depth_max        INTEGER,
    PRIMARY KEY (linked_id, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE external (
    linked_id        INTEGER NOT NULL REFERENCES linked ON DELETE CASCADE,
    external_name_id INTEGER NOT NULL REFERENCES name,
    lang             TEXT NOT NULL,    -- '' when not known
    imports          INTEGER NOT NULL,
    files            INTEGER NOT NULL, -- that import it
    PRIMARY KEY (linked_id, external_name_id, lang)
) STRICT, WITHOUT ROWID;

-- Facts of the tree, by run -------------------------------------------------------------------------------------------

-- Files and folders that could not be read as they should; the scan went on without them.
CREATE TABLE error (
    error_id INTEGER PRIMARY KEY,
    run_id   INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    stage    TEXT NOT NULL, -- the program
    path_id  INTEGER REFERENCES name,
    reason   TEXT NOT NULL,
    is_lasting INTEGER NOT NULL DEFAULT 0 -- 1: the same bytes will give it again
) STRICT;
CREATE INDEX error_by_run ON error (run_id);

-- Records of kinds that this version has no table for, unchanged.
CREATE TABLE other (
    other_id INTEGER PRIMARY KEY,
    run_id   INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    kind     TEXT NOT NULL,
    json     TEXT NOT NULL
) STRICT;
CREATE INDEX other_by_run ON other (run_id);

-- Judgements, by run --------------------------------------------------------------------------------------------------

CREATE TABLE finding (
    finding_id     INTEGER PRIMARY KEY,
    run_id         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    program        TEXT,          -- who judged; NULL when it came in with the facts. Judging again replaces its own
    rule_id        TEXT NOT NULL,
    cwe            INTEGER,       -- number in the Common Weakness Enumeration
    severity       TEXT NOT NULL, -- critical high medium low info
    confidence     TEXT,          -- high medium low
    path_id        INTEGER REFERENCES name,
    line_start     INTEGER,
    line_end       INTEGER,
    unit           INTEGER,       -- of the file at path_id
    qualified_name TEXT,          -- of that unit
    message        TEXT NOT NULL,
    fingerprint    TEXT,          -- 32 hex digits; stays the same when code moves
    is_new         INTEGER,       -- 1: not in the baseline, or worse than there; NULL: no baseline
    value          INTEGER,       -- the figure that is over
    limit_value    INTEGER,       -- what it is over
    detection      INTEGER,       -- of the file at path_id; NULL when it is no match of a rule
    is_suppressed  INTEGER NOT NULL DEFAULT 0, -- 1: a comment says not to report it
    reason         TEXT,          -- that comment's
    tool           TEXT           -- the outside tool that says so; NULL: cbcrawl itself. finding_source has who else does
) STRICT;
CREATE INDEX finding_by_run ON finding (run_id);

CREATE TABLE score (
    run_id    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    program   TEXT NOT NULL,
    component TEXT NOT NULL, -- 'overall' is the verdict
    value     REAL,          -- 0..100; NULL when there was nothing to judge
    weight    REAL,
    grade     TEXT,          -- A to F
    detail    TEXT,          -- the numbers behind it
    PRIMARY KEY (run_id, program, component)
) STRICT, WITHOUT ROWID;

-- Reports that were shown, until anything else is written: a run that changes nothing shows them again.
CREATE TABLE report (
    how  TEXT PRIMARY KEY, -- who made it, its format and options
    text BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Views ---------------------------------------------------------------------------------------------------------------

CREATE VIEW v_run AS
SELECT run_id, root.path AS root, datetime(loaded_at, 'unixepoch') AS loaded_at, commit_id, files, digest, programs,
       tree_digest, is_complete, run_id = latest_run_id AS is_latest
  FROM run JOIN root USING (root_id);

CREATE VIEW v_file AS
SELECT name.text AS path, lang, len_bytes, lines_total, lines_code, lines_comment, lines_blank,
       nullif(lower(hex(content_id)), '') AS content_id, is_binary, is_generated, is_vendored, is_test, is_minified, is_parsed,
       not_parsed, error_share, mode, nullif(raw, x'') AS path_raw, lower(hex(key)) AS key, run_id,
       CASE WHEN lang IS NOT NULL THEN coalesce(lang_kind, 'code') END AS lang_kind
  FROM root JOIN run_file ON run_id = latest_run_id JOIN fact USING (fact_id) JOIN name ON name_id = path_id;

CREATE VIEW v_unit AS
SELECT path.text AS path, lang, name, coalesce(qualified_name, name) AS qualified_name, kind, line_start, line_end,
       unit.lines_code, cyclomatic, cognitive, nesting_max, params, returns, fan_out, members, signature, unit, parent,
       byte_start, byte_end, nullif(lower(hex(tokens)), '') AS tokens, is_generated, is_vendored, is_test, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN fact USING (fact_id) JOIN unit USING (fact_id)
       JOIN name AS path ON path.name_id = path_id;

-- An import that stands for several files or modules has a row for each.
CREATE VIEW v_import AS
SELECT path.text AS path, line, import.text, file.text AS target_path, external.text AS external_name, module, form,
       names, level, is_type_only, target_module.text AS target_module, import, run_id,
       import.is_test AS is_test
  FROM root JOIN run ON run_id = latest_run_id JOIN run_file USING (run_id) JOIN import USING (fact_id)
       JOIN name AS path ON path.name_id = path_id
       LEFT JOIN import_target USING (linked_id, path_id, import)
       LEFT JOIN name AS file ON file.name_id = target_id
       LEFT JOIN name AS target_module ON target_module.name_id = module_id
       LEFT JOIN name AS external ON external.name_id = external_id;

CREATE VIEW v_package AS
SELECT path.text AS path, name, form, line, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN package USING (fact_id)
       JOIN name AS path ON path.name_id = path_id;

-- caller is NULL for a call outside of any unit.
CREATE VIEW v_call AS
SELECT path.text AS path, coalesce(qualified_name, unit.name) AS caller, callee.text AS callee,
       receiver.text AS receiver, line, calls, nullif(call.unit, -1) AS unit, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN call USING (fact_id)
       JOIN name AS path ON path.name_id = path_id
       JOIN name AS callee ON callee.name_id = callee_id
       LEFT JOIN name AS receiver ON receiver.name_id = receiver_id
       LEFT JOIN unit ON unit.fact_id = call.fact_id AND unit.unit = call.unit;

-- Between files; v_folder_edge and v_module_edge are the same for the other levels.
CREATE VIEW v_edge AS
SELECT source.text AS from_path, target.text AS to_path, weight, is_type_only, is_test_only, is_declaration, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN edge ON edge.linked_id = run.linked_id AND level = 'file'
       JOIN name AS source ON source.name_id = from_id JOIN name AS target ON target.name_id = to_id;

CREATE VIEW v_folder_edge AS
SELECT source.text AS from_path, target.text AS to_path, weight, is_type_only, is_test_only, is_declaration, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN edge ON edge.linked_id = run.linked_id AND level = 'folder'
       JOIN name AS source ON source.name_id = from_id JOIN name AS target ON target.name_id = to_id;

CREATE VIEW v_module_edge AS
SELECT source.text AS from_module, target.text AS to_module, weight, is_type_only, is_test_only, is_declaration, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN edge ON edge.linked_id = run.linked_id AND level = 'module'
       JOIN name AS source ON source.name_id = from_id JOIN name AS target ON target.name_id = to_id;

CREATE VIEW v_graph AS
SELECT level, text AS member, fan_in, fan_out, instability, depth, cycle_id, lang AS module_lang, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN graph USING (linked_id) JOIN name ON name_id = member_id;

-- One row for each member of each cycle.
CREATE VIEW v_cycle AS
SELECT cycle_id, level, text AS member, size, example, edges_inside, is_type_only, is_test_only, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN cycle USING (linked_id)
       JOIN cycle_member USING (linked_id, level, cycle_id)
       JOIN name ON name_id = member_id;

CREATE VIEW v_system AS
SELECT level, nodes, edges, cycles, in_cycles, propagation_cost, depth_max, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN system USING (linked_id);

CREATE VIEW v_external AS
SELECT text AS external_name, lang, imports, external.files, run_id
  FROM root JOIN run ON run_id = latest_run_id JOIN external USING (linked_id) JOIN name ON name_id = external_name_id;

CREATE VIEW v_finding AS
SELECT rule_id, cwe, severity, confidence, text AS path, line_start, line_end, message, fingerprint, is_new,
       qualified_name, unit, value, limit_value, program, run_id, detection, finding_id,
       coalesce(tool, 'cbcrawl') || coalesce((SELECT ', ' || group_concat(tool, ', ') FROM
       (SELECT DISTINCT tool FROM finding_source WHERE finding_source.finding_id = finding.finding_id
        ORDER BY source)), '') AS sources -- who says so: 'cbcrawl, cppcheck'
  FROM root JOIN finding ON run_id = latest_run_id AND NOT is_suppressed LEFT JOIN name ON name_id = path_id;

CREATE VIEW v_score AS
SELECT component, value, weight, grade, detail, program, run_id
  FROM root JOIN score ON run_id = latest_run_id;
