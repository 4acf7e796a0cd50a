-- How much came in and went out in each minute, and how long it took: counts that hubs add to. For times, bucket is the place in Delays.Bounds.
CREATE TABLE flow (
    minute INTEGER NOT NULL, -- minutes since 1970
    kind   TEXT    NOT NULL,
    bucket INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (minute, kind, bucket)
) WITHOUT ROWID;

-- What became of a refused message; empty while somebody must look at it. The same bytes refused again open it again.
ALTER TABLE quarantine ADD COLUMN resolution TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN resolved_at INTEGER;
ALTER TABLE quarantine ADD COLUMN resolved_by TEXT NOT NULL DEFAULT '';
CREATE INDEX quarantine_open ON quarantine (received_at) WHERE resolution = '';

-- What people write about failures of one partner with one reason.
CREATE TABLE failure_note (
    kind    TEXT    NOT NULL,
    partner TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    note    TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (kind, partner, reason)
) WITHOUT ROWID;

-- A changed copy of a refused message, until a second person approves it.
CREATE TABLE correction (
    id         TEXT    NOT NULL PRIMARY KEY,
    refused    TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    decided_by TEXT    NOT NULL DEFAULT '',
    decided_at INTEGER,
    outcome    TEXT    NOT NULL DEFAULT '',
    sealed_raw BLOB    NOT NULL
);

-- Sending again is a job: what matched when it was made, in order, with the result of each.
CREATE TABLE replay (
    id       TEXT    NOT NULL PRIMARY KEY,
    actor    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    made_at  INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE TABLE replay_item (
    replay TEXT    NOT NULL,
    place  INTEGER NOT NULL,
    kind   TEXT    NOT NULL,
    item   TEXT    NOT NULL,
    result TEXT    NOT NULL DEFAULT '',
    detail TEXT    NOT NULL DEFAULT '',
    at     INTEGER,
    PRIMARY KEY (replay, place)
) WITHOUT ROWID;
CREATE INDEX replay_item_of ON replay_item (item);

-- Who did what on the pages, and who was refused. Never a body, never an identifier.
CREATE TABLE page_action (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    reason  TEXT    NOT NULL
);
CREATE INDEX page_action_subject ON page_action (subject, seq);
