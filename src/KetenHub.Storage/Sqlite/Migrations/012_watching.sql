-- Alerts of rules on what the hub measures: one open for a rule and subject. Never about a person. value is a count, or seconds.
CREATE TABLE alert (
    id              TEXT    NOT NULL PRIMARY KEY,
    rule            TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    since           INTEGER NOT NULL,
    value           INTEGER NOT NULL,
    worst           INTEGER NOT NULL,
    raised_at       INTEGER, -- empty: too high, and not for long enough yet
    quiet_since     INTEGER,
    resolved_at     INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT    NOT NULL DEFAULT '',
    note            TEXT    NOT NULL DEFAULT '',
    escalated_at    INTEGER,
    escalations     INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX alert_open ON alert (rule, subject) WHERE resolved_at IS NULL;
CREATE INDEX alert_resolved ON alert (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE alert_event (
    seq    INTEGER PRIMARY KEY,
    alert  TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT    NOT NULL,
    actor  TEXT    NOT NULL,
    detail TEXT    NOT NULL
);
CREATE INDEX alert_event_of ON alert_event (alert, seq);

-- Partners whose lane is not read, or to whom nothing is sent, until somebody lets them go on.
CREATE TABLE pause (
    partner TEXT    NOT NULL,
    side    TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (partner, side)
) WITHOUT ROWID;

-- Which version of which contract each partner sends: counts that hubs add to.
CREATE TABLE contract_seen (
    partner  TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    schema   TEXT    NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    refused  INTEGER NOT NULL,
    PRIMARY KEY (partner, type, version, schema)
) WITHOUT ROWID;

-- Policies that hubs worked by. Of those of before this table, only what the log says of them.
CREATE TABLE policy_use (
    version     TEXT    NOT NULL PRIMARY KEY,
    first_at    INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    policy      TEXT    NOT NULL DEFAULT '',
    other_texts INTEGER NOT NULL DEFAULT 0
);
INSERT INTO policy_use (version, first_at, last_at) SELECT policy_version, min(at), max(at) FROM log GROUP BY policy_version;

-- What is kept with its content, and how old the oldest is; counted now and then.
CREATE TABLE kept (
    kind      TEXT    NOT NULL PRIMARY KEY,
    count     INTEGER NOT NULL,
    oldest_at INTEGER,
    at        INTEGER NOT NULL
);

CREATE INDEX readiness_hand_out ON readiness (hand_out_at, person, decision_number) WHERE hand_out_at IS NOT NULL;
CREATE INDEX quarantine_publisher ON quarantine (publisher, received_at);
