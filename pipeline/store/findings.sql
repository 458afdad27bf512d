-- What analyzers found: the third part of the schema. A *detection* is a match of a rule in the bytes of a file, before
-- anybody has judged it: a fact. Whether it is a finding is for policy, comments and the baseline to say; those are in the
-- table `finding`.

-- Tables --------------------------------------------------------------------------------------------------------------

-- What a scan looked for.
CREATE TABLE rule (
    run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    rule_id     TEXT NOT NULL,
    title       TEXT NOT NULL,
    message     TEXT,          -- what a detection says that has no message of its own
    cwe         INTEGER,       -- number in the Common Weakness Enumeration
    severity    TEXT NOT NULL, -- critical high medium low info
    confidence  TEXT,          -- high medium low
    kind        TEXT NOT NULL, -- security secret reliability quality
    help        TEXT,          -- what to do about it
    links       TEXT,          -- JSON array of addresses to read on
    PRIMARY KEY (run_id, rule_id)
) STRICT, WITHOUT ROWID;

-- In the order of the file's records.
CREATE TABLE detection (
    fact_id      INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    detection    INTEGER NOT NULL, -- 0-based, inside its file
    rule_name_id INTEGER NOT NULL REFERENCES name,
    line_start   INTEGER NOT NULL,
    line_end     INTEGER NOT NULL,
    byte_start   INTEGER,
    byte_end     INTEGER,          -- the first byte that does not belong to it
    unit         INTEGER,          -- the innermost around it
    message      TEXT,             -- this and the next three are NULL where they are those of the rule
    severity     TEXT,
    confidence   TEXT,
    cwe          INTEGER,
    tokens       BLOB,             -- 16 bytes: digest of the tokens, names and literals made alike
    PRIMARY KEY (fact_id, detection)
) STRICT, WITHOUT ROWID;

-- How data flows to what was found: its source first, its sink last.
CREATE TABLE detection_step (
    fact_id    INTEGER NOT NULL,
    detection  INTEGER NOT NULL,
    step       INTEGER NOT NULL,        -- 0-based
    path_id    INTEGER REFERENCES name, -- NULL: the file of the detection
    line_start INTEGER NOT NULL,
    line_end   INTEGER,
    byte_start INTEGER,
    byte_end   INTEGER,
    message    TEXT,
    PRIMARY KEY (fact_id, detection, step),
    FOREIGN KEY (fact_id, detection) REFERENCES detection ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Comments that say not to report something.
CREATE TABLE suppression (
    fact_id      INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    suppression  INTEGER NOT NULL, -- 0-based, inside its file
    line         INTEGER NOT NULL,
    line_covered INTEGER,          -- the next line with code, when the comment's own has none
    rule_id      TEXT NOT NULL,    -- 'python/eval', 'python/*' for all that begin so, '*'
    reason       TEXT,
    PRIMARY KEY (fact_id, suppression)
) STRICT, WITHOUT ROWID;

-- Views ---------------------------------------------------------------------------------------------------------------

CREATE VIEW v_rule AS
SELECT rule_id, title, message, cwe, severity, confidence, kind, help, links, run_id
  FROM root JOIN rule ON run_id = latest_run_id;

-- A rule that the run does not list leaves severity NULL where the detection has none of its own.
CREATE VIEW v_detection AS
SELECT path.text AS path, rule_name.text AS rule_id, detection.line_start, detection.line_end,
       coalesce(detection.message, rule.message, title) AS message,
       coalesce(detection.severity, rule.severity) AS severity,
       coalesce(detection.confidence, rule.confidence) AS confidence, coalesce(detection.cwe, rule.cwe) AS cwe, rule.kind,
       coalesce(qualified_name, unit.name) AS qualified_name, detection.unit, detection.byte_start, detection.byte_end,
       nullif(lower(hex(detection.tokens)), '') AS tokens, detection, is_generated, is_vendored, is_test, run_file.run_id AS run_id
  FROM root JOIN run_file ON run_file.run_id = latest_run_id JOIN detection USING (fact_id)
       JOIN name AS path ON path.name_id = path_id
       JOIN name AS rule_name ON rule_name.name_id = rule_name_id
       LEFT JOIN rule ON rule.run_id = run_file.run_id AND rule.rule_id = rule_name.text
       LEFT JOIN unit ON unit.fact_id = detection.fact_id AND unit.unit = detection.unit;

-- path and detection say of which.
CREATE VIEW v_detection_step AS
SELECT path.text AS path, detection, step, coalesce(step_path.text, path.text) AS step_path, line_start, line_end,
       message, byte_start, byte_end, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN detection_step USING (fact_id)
       JOIN name AS path ON path.name_id = run_file.path_id
       LEFT JOIN name AS step_path ON step_path.name_id = detection_step.path_id;

CREATE VIEW v_suppression AS
SELECT text AS path, line, line_covered, rule_id, reason, run_id
  FROM root JOIN run_file ON run_id = latest_run_id JOIN suppression USING (fact_id) JOIN name ON name_id = path_id;

-- Findings that a comment suppresses: v_finding does not have them.
CREATE VIEW v_suppressed AS
SELECT rule_id, cwe, severity, confidence, text AS path, line_start, line_end, message, fingerprint, reason,
       qualified_name, unit, value, limit_value, program, detection, run_id, finding_id
  FROM root JOIN finding ON run_id = latest_run_id AND is_suppressed LEFT JOIN name ON name_id = path_id;
