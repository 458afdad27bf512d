-- What the tree depends on: the fourth part of the schema. A *dependency* is what a manifest or lock file says: a fact. Whether
-- the code uses it is known of the run.

-- Tables --------------------------------------------------------------------------------------------------------------

-- In the order of the file's records.
CREATE TABLE dependency (
    fact_id    INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    dependency INTEGER NOT NULL, -- 0-based, inside its file
    line       INTEGER NOT NULL,
    ecosystem  TEXT NOT NULL,    -- type of a package URL: npm pypi cargo golang maven composer gem nuget conan docker
                                 -- github generic
    name       TEXT NOT NULL,
    version    TEXT,             -- the locked one; of others the constraint as it is written
    scope      TEXT,             -- runtime dev build test optional peer managed replaced
    is_locked  INTEGER NOT NULL, -- 1: that version and no other
    is_direct  INTEGER,          -- 1: asked for by the project itself; 0: by another dependency
    is_self    INTEGER NOT NULL, -- 1: no dependency, but the package that the file declares
    license    TEXT,
    alias      TEXT,             -- what the code calls it, where that is another name
    requires   TEXT,             -- JSON array: 'name' or 'name version' of others in the same file
    PRIMARY KEY (fact_id, dependency)
) STRICT, WITHOUT ROWID;

-- Declared and not imported, or the reverse.
CREATE TABLE run_dependency (
    run_id    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path_id   INTEGER NOT NULL REFERENCES name, -- unused: of the manifest; undeclared: of the first file that imports it
    ecosystem TEXT NOT NULL,
    name      TEXT NOT NULL,
    state     TEXT NOT NULL,                    -- unused undeclared
    line      INTEGER NOT NULL,
    manifest_id INTEGER REFERENCES name,        -- undeclared: where it should be
    files     INTEGER,                          -- undeclared: that import it
    PRIMARY KEY (run_id, path_id, ecosystem, name, state)
) STRICT, WITHOUT ROWID;

-- Views ---------------------------------------------------------------------------------------------------------------

CREATE VIEW v_dependency AS
SELECT path.text AS path, line, ecosystem, name, version, scope, is_locked, is_direct, license, alias, requires,
       dependency, is_generated, is_vendored, is_test, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN dependency USING (fact_id)
       JOIN name AS path ON path.name_id = path_id
 WHERE NOT is_self;

-- Packages that the tree's manifests declare.
CREATE VIEW v_declared AS
SELECT path.text AS path, line, ecosystem, name, version, license, is_generated, is_vendored, is_test, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN dependency USING (fact_id)
       JOIN name AS path ON path.name_id = path_id
 WHERE is_self;

CREATE VIEW v_dependency_use AS
SELECT path.text AS path, line, ecosystem, name, state, manifest.text AS manifest_path, files, run_id
  FROM root JOIN run_dependency ON run_id = latest_run_id JOIN name AS path ON path.name_id = path_id
       LEFT JOIN name AS manifest ON manifest.name_id = manifest_id;
