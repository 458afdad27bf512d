-- What outside tools say: the last part of the schema. A tool reads the tree as a whole and by its own lights, so what it
-- says belongs to the run and not to the bytes of a file.

-- Tables --------------------------------------------------------------------------------------------------------------

-- The tools that cbc-tool was to ask.
CREATE TABLE tool (
    run_id        INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    tool          TEXT NOT NULL,
    state         TEXT NOT NULL,    -- done failed missing idle; v_error has more on 'failed'
    version       TEXT,             -- as the tool says itself
    files         INTEGER NOT NULL, -- it was asked about
    findings      INTEGER NOT NULL, -- it has; in files of the run
    left_out      INTEGER NOT NULL, -- in files that are none of the run: ignored ones
    withheld      INTEGER NOT NULL, -- it suppresses itself
    ignored_lines INTEGER NOT NULL, -- of its output, that fit no pattern
    PRIMARY KEY (run_id, tool)
) STRICT, WITHOUT ROWID;

CREATE TABLE tool_detection (
    run_id       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    detection    INTEGER NOT NULL, -- 0-based, inside its run
    tool         TEXT NOT NULL,
    path_id      INTEGER NOT NULL REFERENCES name,
    rule_name_id INTEGER NOT NULL REFERENCES name,
    line_start   INTEGER NOT NULL,
    line_end     INTEGER NOT NULL,
    column_start INTEGER,          -- 1-based, as the tool counts
    message      TEXT NOT NULL,
    severity     TEXT NOT NULL,
    cwe          INTEGER,
    tokens       BLOB,             -- 16 bytes: digest of the text of its line, without blanks
    PRIMARY KEY (run_id, detection)
) STRICT, WITHOUT ROWID;

-- Who says the same as a finding: tools beside the one whose words the finding has.
CREATE TABLE finding_source (
    finding_id INTEGER NOT NULL REFERENCES finding ON DELETE CASCADE,
    source     INTEGER NOT NULL, -- 0-based
    tool       TEXT NOT NULL,
    rule_id    TEXT NOT NULL,
    line_start INTEGER,
    severity   TEXT,
    message    TEXT NOT NULL,
    PRIMARY KEY (finding_id, source)
) STRICT, WITHOUT ROWID;

-- Views ---------------------------------------------------------------------------------------------------------------

CREATE VIEW v_tool AS
SELECT tool, state, version, files, tool.findings, left_out, withheld, ignored_lines, run_id
  FROM root JOIN tool ON run_id = latest_run_id;

CREATE VIEW v_tool_detection AS
SELECT path.text AS path, rule_name.text AS rule_id, line_start, line_end, column_start, message, severity, cwe, tool,
       nullif(lower(hex(tokens)), '') AS tokens, detection, run_id
  FROM root JOIN tool_detection ON run_id = latest_run_id JOIN name AS path ON path.name_id = path_id
       JOIN name AS rule_name ON rule_name.name_id = rule_name_id;

-- Everybody who says so, of each finding, with their own words; findings that a comment suppresses are among them.
CREATE VIEW v_finding_source AS
SELECT finding_id, coalesce(tool, 'cbcrawl') AS source, rule_id, text AS path, line_start, severity, message, run_id
  FROM root JOIN finding ON run_id = latest_run_id LEFT JOIN name ON name_id = path_id
UNION ALL
SELECT finding_id, finding_source.tool, finding_source.rule_id, text, finding_source.line_start, finding_source.severity,
       finding_source.message, run_id
  FROM root JOIN finding ON run_id = latest_run_id JOIN finding_source USING (finding_id)
       LEFT JOIN name ON name_id = path_id;
