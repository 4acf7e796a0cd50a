-- How much came in and went out in each minute, and how long it took: counts that hubs add to. For times, bucket is the place in Delays.Bounds.
CREATE TABLE flow (
    minute bigint  NOT NULL, -- minutes since 1970
    kind   text    NOT NULL,
    bucket bigint  NOT NULL,
    count  bigint  NOT NULL,
    PRIMARY KEY (minute, kind, bucket)
);

-- What became of a refused message; empty while somebody must look at it. The same bytes refused again open it again.
ALTER TABLE quarantine ADD COLUMN resolution text NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN resolved_at bigint;
ALTER TABLE quarantine ADD COLUMN resolved_by text NOT NULL DEFAULT '';
CREATE INDEX quarantine_open ON quarantine (received_at) WHERE resolution = '';

-- What people write about failures of one partner with one reason.
CREATE TABLE failure_note (
    kind    text    NOT NULL,
    partner text    NOT NULL,
    reason  text    NOT NULL,
    note    text    NOT NULL,
    actor   text    NOT NULL,
    at      bigint  NOT NULL,
    PRIMARY KEY (kind, partner, reason)
);

-- A changed copy of a refused message, until a second person approves it.
CREATE TABLE correction (
    id         uuid    NOT NULL PRIMARY KEY,
    refused    uuid    NOT NULL,
    reason     text    NOT NULL,
    made_by    text    NOT NULL,
    made_at    bigint  NOT NULL,
    decided_by text    NOT NULL DEFAULT '',
    decided_at bigint,
    outcome    text    NOT NULL DEFAULT '',
    sealed_raw bytea   NOT NULL
);

-- Sending again is a job: what matched when it was made, in order, with the result of each.
CREATE TABLE replay (
    id       uuid    NOT NULL PRIMARY KEY,
    actor    text    NOT NULL,
    reason   text    NOT NULL,
    made_at  bigint  NOT NULL,
    ended_at bigint
);
CREATE TABLE replay_item (
    replay uuid    NOT NULL,
    place  bigint  NOT NULL,
    kind   text    NOT NULL,
    item   uuid    NOT NULL,
    result text    NOT NULL DEFAULT '',
    detail text    NOT NULL DEFAULT '',
    at     bigint,
    PRIMARY KEY (replay, place)
);
CREATE INDEX replay_item_of ON replay_item (item);

-- Who did what on the pages, and who was refused. Never a body, never an identifier.
CREATE TABLE page_action (
    seq     bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      bigint  NOT NULL,
    actor   text    NOT NULL,
    kind    text    NOT NULL,
    subject text    NOT NULL,
    reason  text    NOT NULL
);
CREATE INDEX page_action_subject ON page_action (subject, seq);
