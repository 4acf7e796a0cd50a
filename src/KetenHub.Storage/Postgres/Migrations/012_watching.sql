-- Alerts of rules on what the hub measures: one open for a rule and subject. Never about a person. value is a count, or seconds.
CREATE TABLE alert (
    id              uuid    NOT NULL PRIMARY KEY,
    rule            text    NOT NULL,
    subject         text    NOT NULL,
    since           bigint NOT NULL,
    value           bigint NOT NULL,
    worst           bigint NOT NULL,
    raised_at       bigint, -- empty: too high, and not for long enough yet
    quiet_since     bigint,
    resolved_at     bigint,
    acknowledged_at bigint,
    acknowledged_by text    NOT NULL DEFAULT '',
    note            text    NOT NULL DEFAULT '',
    escalated_at    bigint,
    escalations     bigint  NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX alert_open ON alert (rule, subject) WHERE resolved_at IS NULL;
CREATE INDEX alert_resolved ON alert (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE alert_event (
    seq    bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert  uuid    NOT NULL,
    at     bigint NOT NULL,
    kind   text    NOT NULL,
    actor  text    NOT NULL,
    detail text    NOT NULL
);
CREATE INDEX alert_event_of ON alert_event (alert, seq);

-- Partners whose lane is not read, or to whom nothing is sent, until somebody lets them go on.
CREATE TABLE pause (
    partner text    NOT NULL,
    side    text    NOT NULL,
    reason  text    NOT NULL,
    actor   text    NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (partner, side)
);

-- Which version of which contract each partner sends: counts that hubs add to.
CREATE TABLE contract_seen (
    partner  text    NOT NULL,
    type     text    NOT NULL,
    version  text    NOT NULL,
    schema   text    NOT NULL,
    first_at bigint NOT NULL,
    last_at  bigint NOT NULL,
    count    bigint NOT NULL,
    refused  bigint NOT NULL,
    PRIMARY KEY (partner, type, version, schema)
);

-- Policies that hubs worked by. Of those of before this table, only what the log says of them.
CREATE TABLE policy_use (
    version     text    NOT NULL PRIMARY KEY,
    first_at    bigint NOT NULL,
    last_at     bigint NOT NULL,
    policy      text    NOT NULL DEFAULT '',
    other_texts bigint  NOT NULL DEFAULT 0
);
INSERT INTO policy_use (version, first_at, last_at) SELECT policy_version, min(at), max(at) FROM log GROUP BY policy_version;

-- What is kept with its content, and how old the oldest is; counted now and then.
CREATE TABLE kept (
    kind      text    NOT NULL PRIMARY KEY,
    count     bigint NOT NULL,
    oldest_at bigint,
    at        bigint  NOT NULL
);

CREATE INDEX readiness_hand_out ON readiness (hand_out_at, person, decision_number) WHERE hand_out_at IS NOT NULL;
CREATE INDEX quarantine_publisher ON quarantine (publisher, received_at);
