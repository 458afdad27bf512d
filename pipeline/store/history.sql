-- The past: the second part of the schema. What git's history tells of a root, and the views that come of it.
--
-- There is one history for each root. It belongs to no run: commits do not change, and a load only adds those that are
-- new, or after a rewrite takes away those that nothing reaches any more. Of merges only that they are is known, unless
-- cbc-history ran with --first-parent: git, too, shows no changes for them.
--
-- Paths are those of their time: a file that was renamed has two, and what it was called before is in v_change.old_path.
-- Times are seconds since 1970, UTC; zones are minutes east of it. Ages count from the newest commit, not from today, so
-- that the same history always gives the same figures.

-- Tables --------------------------------------------------------------------------------------------------------------

CREATE TABLE history (
    root_id    INTEGER PRIMARY KEY REFERENCES root ON DELETE CASCADE,
    tip        BLOB NOT NULL,    -- the commit it was read from
    settings   TEXT NOT NULL,    -- digest of all that would make the same commits give other rows
    extent     TEXT NOT NULL,    -- digest of the tags, and of which past versions were asked for; '' when not said
    is_shallow INTEGER NOT NULL, -- the clone has not all commits
    is_partial INTEGER NOT NULL  -- the clone has not all objects
) STRICT;

-- Names and addresses as .mailmap has them.
CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    email     TEXT NOT NULL,
    UNIQUE (name, email)
) STRICT;

-- A commit; that word is taken in SQL.
CREATE TABLE revision (
    revision_id        INTEGER PRIMARY KEY,
    root_id            INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    commit_id          BLOB NOT NULL,
    author_id          INTEGER NOT NULL REFERENCES person,
    author_time_s      INTEGER NOT NULL,
    author_zone_min    INTEGER NOT NULL,
    committer_id       INTEGER NOT NULL REFERENCES person,
    committer_time_s   INTEGER NOT NULL,
    committer_zone_min INTEGER NOT NULL,
    subject            TEXT NOT NULL,
    type               TEXT,             -- of a conventional commit: fix feat docs …
    is_merge           INTEGER NOT NULL,
    is_boundary        INTEGER NOT NULL, -- its parent is not in the clone: what it seems to add was there before
    is_fix             INTEGER NOT NULL, -- the message says so
    is_revert          INTEGER NOT NULL,
    files_changed      INTEGER NOT NULL,
    lines_added        INTEGER NOT NULL,
    lines_deleted      INTEGER NOT NULL,
    UNIQUE (root_id, commit_id)
) STRICT;

-- As the views show ids: who joins them by commit_id need not read all commits for each row.
CREATE INDEX revision_by_shown_id ON revision (lower(hex(commit_id)));

CREATE TABLE revision_parent (
    revision_id INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    parent      INTEGER NOT NULL, -- 0-based
    commit_id   BLOB NOT NULL,    -- may not be there, in a shallow clone
    PRIMARY KEY (revision_id, parent)
) STRICT, WITHOUT ROWID;

-- Who else a message names as an author.
CREATE TABLE co_author (
    revision_id INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    person_id   INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (revision_id, person_id)
) STRICT, WITHOUT ROWID;

-- What a message refers to.
CREATE TABLE revision_reference (
    revision_id INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    form        TEXT NOT NULL, -- fixes reverts
    text        TEXT NOT NULL, -- the other commit's id; as the message has it when the history has none like it
    PRIMARY KEY (revision_id, form, text)
) STRICT, WITHOUT ROWID;

-- What could not be read of the past. It stays so: objects do not change, and what a clone lacks it does not get by itself.
CREATE TABLE past_error (
    root_id   INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    commit_id BLOB NOT NULL,
    stage     TEXT NOT NULL,
    path_id   INTEGER REFERENCES name,
    reason    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX past_error_once ON past_error (root_id, commit_id, stage, coalesce(path_id, 0), reason);

CREATE TABLE tag (
    root_id   INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    name      TEXT NOT NULL, -- without refs/tags/
    commit_id BLOB NOT NULL,
    PRIMARY KEY (root_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    revision_id   INTEGER NOT NULL, -- no foreign key, for speed: who removes revisions removes their changes
    path_id       INTEGER NOT NULL,
    old_path_id   INTEGER,          -- of a rename
    status        TEXT NOT NULL,    -- A added, D deleted, M modified, R renamed, T of another type
    similarity    INTEGER,          -- percent, of a rename
    lines_added   INTEGER,          -- NULL: binary, or an object is missing
    lines_deleted INTEGER,
    PRIMARY KEY (revision_id, path_id)
) STRICT, WITHOUT ROWID;

-- Which commits brought in what a fix mends, by cbc-history's tracing. Either commit may be gone after a rewrite of history.
CREATE TABLE szz (
    revision_id     INTEGER NOT NULL, -- the fix; no foreign key, as for change
    inducing_commit BLOB NOT NULL,
    path_id         INTEGER NOT NULL, -- in the fix
    confidence      REAL NOT NULL,    -- 0..1
    lines           INTEGER NOT NULL, -- that it wrote, of those the fix deletes (or puts its own beside)
    variant         TEXT NOT NULL,    -- R chosen, B also there; for fixes that delete no code N chosen, A also there
    PRIMARY KEY (revision_id, inducing_commit, path_id)
) STRICT, WITHOUT ROWID;

-- Past versions of some files, on the main line. What is in a version is stored once however many have it: its functions
-- are those of a content, by its analysis key, as for fact.
CREATE TABLE past_content (
    past_id    INTEGER PRIMARY KEY,
    key        BLOB NOT NULL UNIQUE,
    content_id BLOB NOT NULL,
    lines_code INTEGER NOT NULL
) STRICT;

-- The files whose past versions are known, and how many there are in all. Of many only those are kept whose number is a
-- multiple of the stride, and the newest.
CREATE TABLE past_file (
    root_id  INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    path_id  INTEGER NOT NULL, -- at the tip
    versions INTEGER NOT NULL,
    stride   INTEGER NOT NULL,
    PRIMARY KEY (root_id, path_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE past_version (
    root_id   INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    commit_id BLOB NOT NULL,    -- of the main line: for work that was merged, the merge
    path_id   INTEGER NOT NULL, -- what the file was called there
    now_id    INTEGER,          -- and what it is called at the tip; NULL: the same
    version   INTEGER NOT NULL, -- its number among those of the file; 0 is the oldest
    time_s    INTEGER NOT NULL, -- the committer's
    past_id   INTEGER NOT NULL REFERENCES past_content,
    PRIMARY KEY (root_id, commit_id, path_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_version_content ON past_version (past_id);

-- Functions alone. One name may be there several times: overloads, variants under #if.
CREATE TABLE past_unit (
    past_id     INTEGER NOT NULL REFERENCES past_content ON DELETE CASCADE,
    name_id     INTEGER NOT NULL, -- the qualified name
    unit        INTEGER NOT NULL, -- number inside the file
    line_start  INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    params      INTEGER,
    lines_code  INTEGER,          -- this and the following are NULL where syntax was not understood
    cyclomatic  INTEGER,
    cognitive   INTEGER,
    nesting_max INTEGER,
    PRIMARY KEY (past_id, name_id, unit)
) STRICT, WITHOUT ROWID;

-- Secrets that were found in past versions. They stay as long as the history has the commit, also when that version is no
-- longer among those that are looked at: a secret that was committed is out.
CREATE TABLE past_finding (
    past_finding_id INTEGER PRIMARY KEY, -- in the order in which they were told: of the same value the least is the oldest
    root_id         INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    rule_id         TEXT NOT NULL,
    value_hash      BLOB NOT NULL,       -- the value itself is kept nowhere
    commit_id       BLOB NOT NULL,       -- of the main line
    path_id         INTEGER NOT NULL,    -- what the file was called there
    content_id      BLOB NOT NULL,
    line_start      INTEGER NOT NULL,
    message         TEXT NOT NULL,
    severity        TEXT NOT NULL,
    confidence      TEXT NOT NULL,
    UNIQUE (root_id, rule_id, value_hash, commit_id, path_id)
) STRICT;

-- Commits and changes -------------------------------------------------------------------------------------------------

-- Of the latest run, and of the past, which belongs to no run.
CREATE VIEW v_error AS
SELECT stage, text AS path, reason, run_id, is_lasting
  FROM root JOIN error ON run_id = latest_run_id LEFT JOIN name ON name_id = path_id
UNION ALL
SELECT stage, text, reason, latest_run_id, 1
  FROM root JOIN past_error USING (root_id) LEFT JOIN name ON name_id = path_id;

CREATE VIEW v_commit AS
SELECT lower(hex(commit_id)) AS commit_id, author.name AS author_name, author.email AS author_email, author_time_s,
       is_merge, lines_added, lines_deleted, files_changed, subject, author_zone_min,
       committer.name AS committer_name, committer.email AS committer_email, committer_time_s, committer_zone_min,
       type, is_fix, is_revert, is_boundary, root.path AS root, revision_id
  FROM revision JOIN person AS author ON author.person_id = author_id
       JOIN person AS committer ON committer.person_id = committer_id JOIN root USING (root_id);

CREATE VIEW v_change AS
SELECT lower(hex(commit_id)) AS commit_id, name.text AS path, old.text AS old_path, status, change.lines_added,
       change.lines_deleted, similarity, author_time_s, is_boundary, revision_id
  FROM change JOIN revision USING (revision_id) JOIN name ON name.name_id = path_id
       LEFT JOIN name AS old ON old.name_id = old_path_id;

CREATE VIEW v_parent AS
SELECT lower(hex(revision.commit_id)) AS commit_id, lower(hex(revision_parent.commit_id)) AS parent_id, parent
  FROM revision JOIN revision_parent USING (revision_id);

CREATE VIEW v_tag AS
SELECT name AS tag, lower(hex(commit_id)) AS commit_id, committer_time_s
  FROM tag LEFT JOIN revision USING (root_id, commit_id);

-- Which commits a message says it reverts or fixes, as the message has it where the history has no such commit. The target
-- is an expression and no column, or its type would keep a join with v_commit from the index.
CREATE VIEW v_reference AS
SELECT lower(hex(commit_id)) AS commit_id, form, text || '' AS target_id
  FROM revision_reference JOIN revision USING (revision_id);

-- What fixes are blamed on. The likely culprits are those of variants R and N.
CREATE VIEW v_szz AS
SELECT lower(hex(commit_id)) AS fix_commit, lower(hex(inducing_commit)) AS inducing_commit, text AS path, confidence,
       variant, lines, author_time_s AS fix_time_s, root_id, revision_id
  FROM szz JOIN revision USING (revision_id) JOIN name ON name_id = path_id;

-- What the past says of files -----------------------------------------------------------------------------------------
--
-- All of these leave out boundary commits, and those about single files show the files of the latest run.

-- The newest commit of each history, from which ages count.
CREATE VIEW v_tip AS
SELECT root.path AS root, lower(hex(tip)) AS commit_id, committer_time_s AS tip_time_s, is_shallow, is_partial, root_id
  FROM history JOIN root USING (root_id) JOIN revision USING (root_id) WHERE commit_id = tip;

CREATE VIEW v_age AS
SELECT name.text AS path, max(0, (tip_time_s - max(author_time_s)) / 86400) AS age_days,
       max(author_time_s) AS last_change_s, min(author_time_s) AS first_change_s, count(*) AS revisions, root_id
  FROM v_tip JOIN revision USING (root_id) JOIN change USING (revision_id) JOIN root USING (root_id)
       JOIN run_file ON run_id = latest_run_id AND run_file.path_id = change.path_id
       JOIN name ON name_id = change.path_id
 WHERE NOT is_boundary GROUP BY root_id, change.path_id;

-- Files that are both complex and often changed: score = revisions x complexity, after Tornhill, Your Code as a Crime
-- Scene (2015); complexity is the sum of the cyclomatic complexity of the file's functions. The trend compares the 180
-- days before the newest commit with the 180 days before those: above 0 the file changes more often than it did.
CREATE VIEW v_hotspot AS
WITH past AS (
    SELECT root_id, path_id, count(*) AS revisions, count(DISTINCT author_id) AS authors,
           sum(author_time_s > tip_time_s - 180 * 86400) AS revisions_180_days,
           sum(author_time_s <= tip_time_s - 180 * 86400 AND author_time_s > tip_time_s - 360 * 86400)
               AS revisions_180_days_before
      FROM v_tip JOIN revision USING (root_id) JOIN change USING (revision_id)
     WHERE NOT is_boundary GROUP BY root_id, path_id),
now AS (
    SELECT root_id, run_id, path_id, lang, fact.lines_code, sum(cyclomatic) AS complexity, is_test, is_vendored,
           is_generated
      FROM root JOIN run_file ON run_id = latest_run_id JOIN fact USING (fact_id) LEFT JOIN unit USING (fact_id)
     GROUP BY root_id, path_id)
SELECT text AS path, lang, revisions, complexity, revisions * complexity AS score,
       revisions_180_days - revisions_180_days_before AS trend, revisions_180_days, revisions_180_days_before,
       authors, lines_code, is_test, is_vendored, is_generated, run_id
  FROM past JOIN now USING (root_id, path_id) JOIN name ON name_id = path_id;

-- Files that change together, by the definitions of code-maat: only commits of up to 30 files count, also for the
-- revisions of each file; degree = 100 x shared / mean of the revisions of both. v_cochange has every pair, v_coupling
-- those that code-maat shows by default.
CREATE VIEW v_cochange AS
WITH small AS (
    SELECT root_id, revision_id, path_id FROM revision JOIN change USING (revision_id)
     WHERE files_changed <= 30 AND NOT is_boundary),
times AS (
    SELECT root_id, path_id, count(*) AS revisions FROM small GROUP BY root_id, path_id),
pair AS (
    SELECT a.root_id, a.path_id AS a, b.path_id AS b, count(*) AS shared
      FROM small AS a JOIN change AS b ON b.revision_id = a.revision_id AND b.path_id > a.path_id
     GROUP BY a.root_id, a.path_id, b.path_id)
SELECT min(first.text, second.text) AS path_a, max(first.text, second.text) AS path_b, shared AS revisions_shared,
       200 * shared / (one.revisions + two.revisions) AS degree_percent,
       CASE WHEN first.text < second.text THEN one.revisions ELSE two.revisions END AS revisions_a,
       CASE WHEN first.text < second.text THEN two.revisions ELSE one.revisions END AS revisions_b,
       pair.root_id, a AS id_a, b AS id_b
  FROM pair JOIN times AS one ON one.root_id = pair.root_id AND one.path_id = a
       JOIN times AS two ON two.root_id = pair.root_id AND two.path_id = b
       JOIN name AS first ON first.name_id = a JOIN name AS second ON second.name_id = b;

CREATE VIEW v_coupling AS
SELECT * FROM v_cochange
 WHERE revisions_shared >= 5 AND revisions_a + revisions_b >= 10 AND degree_percent >= 30;

-- How often a file changes with any other: for each of its commits, the other files in it (code-maat's sum of coupling).
CREATE VIEW v_sum_of_coupling AS
SELECT text AS path, sum(files_changed - 1) AS sum_of_coupling, count(*) AS revisions, root_id
  FROM revision JOIN change USING (revision_id) JOIN name ON name_id = path_id
 WHERE files_changed <= 30 AND NOT is_boundary GROUP BY root_id, path_id;

-- Files that are coupled in time though neither imports the other: modularity violations, after Wong, Cai, Kim and
-- Dalton, Detecting Software Modularity Violations (2011). Both are still there, and both were parsed.
CREATE VIEW v_violation AS
SELECT path_a, path_b, revisions_shared, degree_percent, a.is_test OR b.is_test AS is_test,
       a.is_vendored OR b.is_vendored AS is_vendored, a.is_generated OR b.is_generated AS is_generated,
       latest_run_id AS run_id
  FROM v_coupling JOIN root USING (root_id) JOIN run ON run.run_id = latest_run_id
       JOIN run_file AS a ON a.run_id = latest_run_id AND a.path_id = id_a
       JOIN run_file AS b ON b.run_id = latest_run_id AND b.path_id = id_b
       JOIN fact AS fact_a ON fact_a.fact_id = a.fact_id AND fact_a.is_parsed
       JOIN fact AS fact_b ON fact_b.fact_id = b.fact_id AND fact_b.is_parsed
 WHERE NOT EXISTS (SELECT 1 FROM edge WHERE edge.linked_id = run.linked_id AND level = 'file'
                      AND from_id = id_a AND to_id = id_b)
   AND NOT EXISTS (SELECT 1 FROM edge WHERE edge.linked_id = run.linked_id AND level = 'file'
                      AND from_id = id_b AND to_id = id_a);

-- What each author did to each file, by name.
CREATE VIEW v_author_file AS
SELECT text AS path, person.name AS author, count(*) AS revisions,
       coalesce(sum(change.lines_added), 0) AS lines_added, coalesce(sum(change.lines_deleted), 0) AS lines_deleted,
       root_id, path_id
  FROM revision JOIN change USING (revision_id) JOIN person ON person_id = author_id JOIN name ON name_id = path_id
 WHERE NOT is_boundary GROUP BY root_id, path_id, person.name;

-- Who knows a file, by code-maat's definitions: the main author added most lines, share is the part of all lines ever
-- added that are theirs; fragmentation = 1 - sum of (an author's revisions / all)^2 (D'Ambros, Gall, Lanza and Pinzger,
-- 2008): 0 for one author, towards 1 for many.
CREATE VIEW v_owner AS
WITH part AS (
    SELECT *, row_number() OVER (PARTITION BY root_id, path_id ORDER BY lines_added DESC, author) AS place,
           sum(lines_added) OVER file AS all_added, sum(revisions) OVER file AS all_revisions,
           sum(revisions * revisions) OVER file AS squares, count(*) OVER file AS authors
      FROM v_author_file WINDOW file AS (PARTITION BY root_id, path_id))
SELECT part.path, author AS main_author, lines_added, round(1.0 * lines_added / max(all_added, 1), 4) AS share, authors,
       round(1 - 1.0 * squares / (all_revisions * all_revisions), 4) AS fragmentation, all_revisions AS revisions,
       latest_run_id AS run_id
  FROM part JOIN root USING (root_id)
       JOIN run_file ON run_file.run_id = latest_run_id AND run_file.path_id = part.path_id
 WHERE place = 1;

-- The same for folders and all below them; '' is the whole. The bus factor is the least number of authors who added more
-- than half of all lines.
CREATE VIEW v_folder_owner AS
WITH RECURSIVE place (root_id, path_id, folder, rest) AS (
    SELECT root_id, path_id, '', text FROM root JOIN run_file ON run_id = latest_run_id JOIN name ON name_id = path_id
    UNION ALL
    SELECT root_id, path_id, folder || iif(folder = '', '', '/') || substr(rest, 1, instr(rest, '/') - 1),
           substr(rest, instr(rest, '/') + 1)
      FROM place WHERE instr(rest, '/') > 0),
part AS (
    SELECT root_id, folder, author, sum(lines_added) AS lines_added
      FROM place JOIN v_author_file USING (root_id, path_id) GROUP BY root_id, folder, author),
ranked AS (
    SELECT *, sum(lines_added) OVER (PARTITION BY root_id, folder) AS all_added,
           sum(lines_added) OVER (PARTITION BY root_id, folder ORDER BY lines_added DESC, author
                                  ROWS UNBOUNDED PRECEDING) AS added_so_far
      FROM part)
SELECT folder, author AS main_author, max(lines_added) AS lines_added,
       round(1.0 * max(lines_added) / max(all_added, 1), 4) AS share, count(*) AS authors,
       min(count(*), 1 + sum(2 * added_so_far <= all_added)) AS bus_factor, latest_run_id AS run_id
  FROM ranked JOIN root USING (root_id) GROUP BY root_id, folder;

-- By week, which begins on Monday; authors' clocks, UTC.
CREATE VIEW v_churn AS
SELECT date(author_time_s, 'unixepoch', 'weekday 0', '-6 days') AS week, count(*) AS commits,
       count(DISTINCT author_id) AS authors, sum(files_changed) AS files_changed, sum(lines_added) AS lines_added,
       sum(lines_deleted) AS lines_deleted, sum(is_fix) AS fixes, sum(is_revert) AS reverts, root_id
  FROM revision WHERE NOT is_boundary GROUP BY root_id, week;

-- Complexity over time ------------------------------------------------------------------------------------------------
--
-- Of the files that cbc-history --blobs told of and that the latest run still has, under the names they have there; what
-- was before a rename counts as the same file. Functions are matched by qualified name: one that was renamed starts anew.
-- Of several in a file with the same name, the greatest figures count.

CREATE VIEW v_past_version AS
SELECT now.text AS path, lower(hex(commit_id)) AS commit_id, time_s, lower(hex(content_id)) AS content_id,
       past_content.lines_code, old.text AS path_then, latest_run_id AS run_id, past_id, now.name_id AS path_id
  FROM past_version JOIN past_content USING (past_id) JOIN root USING (root_id)
       JOIN name AS old ON old.name_id = past_version.path_id
       JOIN name AS now ON now.name_id = coalesce(now_id, past_version.path_id)
       JOIN run_file ON run_file.run_id = latest_run_id AND run_file.path_id = now.name_id;

-- Each secret once, in the oldest version that is known to have it; whether it is still in the tree says v_finding.
CREATE VIEW v_past_finding AS
SELECT rule_id, severity, confidence, text AS path, line_start, lower(hex(commit_id)) AS commit_id,
       committer_time_s AS time_s, message, lower(hex(value_hash)) AS value_hash,
       lower(hex(content_id)) AS content_id, latest_run_id AS run_id
  FROM past_finding JOIN root USING (root_id) JOIN name ON name_id = path_id
       LEFT JOIN revision USING (root_id, commit_id)
 WHERE past_finding_id IN (SELECT min(past_finding_id) FROM past_finding GROUP BY root_id, rule_id, value_hash);

CREATE VIEW v_unit_trend AS
SELECT path, text AS qualified_name, max(kind) AS kind, commit_id, time_s, max(cyclomatic) AS cyclomatic,
       max(cognitive) AS cognitive, max(past_unit.lines_code) AS lines_code, max(nesting_max) AS nesting_max,
       max(params) AS params, run_id
  FROM v_past_version JOIN past_unit USING (past_id) JOIN name USING (name_id)
 GROUP BY run_id, path, commit_id, name_id;

CREATE VIEW v_complexity_trend AS
SELECT path, commit_id, time_s, count(name_id) AS units, coalesce(sum(cyclomatic), 0) AS cyclomatic_sum,
       coalesce(sum(cognitive), 0) AS cognitive_sum, v_past_version.lines_code, run_id
  FROM v_past_version LEFT JOIN past_unit USING (past_id) GROUP BY run_id, path, commit_id;

-- For each function that is still there: its figures in the newest version, and a year before that: in the last version
-- that was at least 365 days older or, where it was not there yet, in the first that has it. Revisions are the versions
-- since, of those that are known, at which a figure of it changed.
CREATE VIEW v_unit_growth AS
WITH newest AS (
    SELECT run_id, path, max(time_s) AS now_s FROM v_past_version GROUP BY run_id, path),
seen AS (
    SELECT v_unit_trend.*, now_s,
           max(CASE WHEN time_s <= now_s - 365 * 86400 THEN time_s END) OVER unit AS year_s,
           min(time_s) OVER unit AS first_s,
           cyclomatic IS NOT lag(cyclomatic) OVER by_time OR cognitive IS NOT lag(cognitive) OVER by_time
               OR lines_code IS NOT lag(lines_code) OVER by_time AS is_changed
      FROM v_unit_trend JOIN newest USING (run_id, path)
    WINDOW unit AS (PARTITION BY run_id, path, qualified_name),
           by_time AS (PARTITION BY run_id, path, qualified_name ORDER BY time_s))
SELECT path, qualified_name, max(CASE WHEN time_s = now_s THEN cognitive END) AS cognitive_now,
       max(CASE WHEN time_s = coalesce(year_s, first_s) THEN cognitive END) AS cognitive_then,
       max(CASE WHEN time_s = now_s THEN cyclomatic END) AS cyclomatic_now,
       max(CASE WHEN time_s = coalesce(year_s, first_s) THEN cyclomatic END) AS cyclomatic_then,
       sum(is_changed AND time_s > coalesce(year_s, first_s)) AS revisions, coalesce(year_s, first_s) AS then_s, now_s,
       run_id
  FROM seen GROUP BY run_id, path, qualified_name HAVING max(time_s) = now_s;
