-- Times are milliseconds since 1970 UTC, references lower-case text, enums their names.
-- No foreign keys: one transaction writes everything that belongs together, and checking them would cost a look-up per row.

-- Rows with bodies or state are ordinary tables (appended at the end, found by a small index); small rows live in their key (WITHOUT ROWID).
CREATE TABLE person (
    id           TEXT    NOT NULL PRIMARY KEY,
    n            INTEGER NOT NULL,
    merged_into  TEXT,
    head         BLOB    NOT NULL,
    wrapped_key  BLOB    NOT NULL,
    sealed_state BLOB    NOT NULL -- last: the columns before it are read without touching its overflow pages
);
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE identifier (
    hash   TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    sealed BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX identifier_person ON identifier (person);

CREATE TABLE inbox (
    publisher   TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    event_id    TEXT    NOT NULL,
    body_digest BLOB    NOT NULL,
    person      TEXT    NOT NULL,
    n           INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (publisher, source, event_id)
) WITHOUT ROWID;

CREATE TABLE log (
    person         TEXT    NOT NULL,
    n              INTEGER NOT NULL,
    kind           TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    party          TEXT    NOT NULL,
    type           TEXT    NOT NULL,
    event_id       TEXT    NOT NULL,
    cause_n        INTEGER,
    policy_version TEXT    NOT NULL,
    why            TEXT    NOT NULL,
    trace          TEXT    NOT NULL,
    body_digest    BLOB    NOT NULL,
    prev_hash      BLOB    NOT NULL,
    hash           BLOB    NOT NULL,
    sealed_body    BLOB, -- last: the columns before it are read without touching its overflow pages
    PRIMARY KEY (person, n)
);
CREATE INDEX log_notified ON log (event_id) WHERE kind = 'Notified';

CREATE TABLE deadline (
    person TEXT    NOT NULL,
    key    TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) WITHOUT ROWID;
CREATE INDEX deadline_at ON deadline (at);

-- seq is the order of committing: there is one writer.
CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    person     TEXT    NOT NULL,
    n          INTEGER NOT NULL,
    recipient  TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_try   INTEGER,
    reason     TEXT,
    sent_at    INTEGER
);
-- Holds what waits only. With next_try and created_at in it, a poll over a long backlog and the counts on every page don't read the table.
CREATE INDEX outbox_unsent ON outbox (recipient, seq, next_try, created_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_postponed ON outbox (recipient, person, seq, next_try) WHERE sent_at IS NULL AND next_try IS NOT NULL;

CREATE TABLE quarantine (
    id           TEXT    NOT NULL PRIMARY KEY,
    publisher    TEXT    NOT NULL,
    received_at  INTEGER NOT NULL,
    content_type TEXT    NOT NULL,
    errors       TEXT    NOT NULL,
    problems     TEXT    NOT NULL,
    digest       BLOB    NOT NULL,
    length       INTEGER NOT NULL,
    times        INTEGER NOT NULL,
    sealed_raw   BLOB    NOT NULL
);
CREATE UNIQUE INDEX quarantine_digest ON quarantine (publisher, digest);
CREATE INDEX quarantine_received ON quarantine (received_at);

-- urgency and sort_at: place on the board (BoardOrder), so that a page is the start of an index and not a sort of everything.
CREATE TABLE readiness (
    person            TEXT    NOT NULL,
    decision_number   TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    hand_out_at       INTEGER,
    location          TEXT    NOT NULL,
    respond_by        INTEGER,
    level             INTEGER NOT NULL,
    next_step         TEXT    NOT NULL,
    next_at           INTEGER,
    who_comes         TEXT    NOT NULL,
    interview_at      INTEGER,
    not_ready_reason  TEXT    NOT NULL,
    cancel_cause      TEXT    NOT NULL,
    is_minor          INTEGER NOT NULL,
    out_of_view       INTEGER NOT NULL,
    missed_presence   INTEGER NOT NULL,
    ready_at_hand_out INTEGER NOT NULL,
    requests          INTEGER NOT NULL,
    changed_at        INTEGER NOT NULL,
    urgency           INTEGER NOT NULL,
    sort_at           INTEGER NOT NULL,
    PRIMARY KEY (person, decision_number)
) WITHOUT ROWID;
CREATE INDEX readiness_board ON readiness (urgency, sort_at, person, decision_number, status, location, hand_out_at);

CREATE TABLE sequence (
    source    TEXT    NOT NULL PRIMARY KEY,
    publisher TEXT    NOT NULL,
    highest   INTEGER NOT NULL,
    missing   INTEGER NOT NULL,
    seen_at   INTEGER NOT NULL,
    gaps      TEXT    NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Counts that pages show at the top, kept in the transaction that changes them: counting a million rows on every page would not do.
CREATE TABLE counter (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
