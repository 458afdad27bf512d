-- Code that is there more than once, by run: goes on from schema.sql.

-- A class of like places. Ids are 1-based in the run, in the order of lines that could go if one copy stayed.
CREATE TABLE clone (
    run_id       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    clone_id     INTEGER NOT NULL,
    type         INTEGER NOT NULL, -- 1 the same but for layout, 2 and for names and literals, 3 and for some statements
    similarity   REAL NOT NULL,    -- 0..1: of type 2 the share of tokens in statements with the same text, of type 3 of those that match
    tokens       INTEGER NOT NULL, -- of its first member
    lines        INTEGER NOT NULL, -- of its first member
    size         INTEGER NOT NULL, -- members
    is_test      INTEGER NOT NULL, -- all members are in tests
    is_generated INTEGER NOT NULL, -- some members are generated, and fewer than two are own code
    is_vendored  INTEGER NOT NULL, -- the same for vendored ones
    PRIMARY KEY (run_id, clone_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE clone_member (
    run_id     INTEGER NOT NULL,
    clone_id   INTEGER NOT NULL,
    member     INTEGER NOT NULL, -- 0-based
    path_id    INTEGER NOT NULL REFERENCES name,
    line_start INTEGER NOT NULL,
    line_end   INTEGER NOT NULL,
    unit       INTEGER,          -- of the file at path_id; NULL when it lies in none alone
    lines_new  INTEGER NOT NULL, -- that are in no member before it, of this class or one with a smaller id
    PRIMARY KEY (run_id, clone_id, member),
    FOREIGN KEY (run_id, clone_id) REFERENCES clone ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- One row for each member of each class.
CREATE VIEW v_clone AS
SELECT clone_id, type, similarity, clone.tokens, clone.lines, path.text AS path, clone_member.line_start,
       clone_member.line_end, coalesce(qualified_name, unit.name) AS qualified_name, size AS members, member,
       lines_new, clone.is_test, clone.is_generated, clone.is_vendored, clone_member.unit AS unit, clone.run_id
  FROM root JOIN clone ON clone.run_id = latest_run_id JOIN clone_member USING (run_id, clone_id)
       JOIN name AS path ON path.name_id = clone_member.path_id
       LEFT JOIN run_file ON run_file.run_id = clone.run_id AND run_file.path_id = clone_member.path_id
       LEFT JOIN unit ON unit.fact_id = run_file.fact_id AND unit.unit = clone_member.unit;
