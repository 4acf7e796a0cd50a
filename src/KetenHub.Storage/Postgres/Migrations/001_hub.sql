-- The twin of Sqlite/Migrations/001_hub.sql: same tables, same columns, same order.
-- Times are milliseconds since 1970 UTC, enums their names.
-- No foreign keys: one transaction writes everything that belongs together, and checking them would cost a look-up per row.

CREATE TABLE person (
    id           uuid   NOT NULL PRIMARY KEY,
    n            bigint NOT NULL,
    merged_into  uuid,
    head         bytea  NOT NULL,
    wrapped_key  bytea  NOT NULL,
    sealed_state bytea  NOT NULL
) WITH (fillfactor = 80); -- rewritten with every message: room for the new version on the same page
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
-- Ciphertext doesn't compress; trying costs time.
ALTER TABLE person ALTER COLUMN sealed_state SET STORAGE EXTERNAL;

CREATE TABLE identifier (
    hash   text  NOT NULL PRIMARY KEY,
    person uuid  NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX identifier_person ON identifier (person);

CREATE TABLE inbox (
    publisher   text   NOT NULL,
    source      text   NOT NULL,
    event_id    text   NOT NULL,
    body_digest bytea  NOT NULL,
    person      uuid   NOT NULL,
    n           bigint NOT NULL,
    hash        bytea  NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (event_id, publisher, source)
);

CREATE TABLE log (
    person         uuid   NOT NULL,
    n              bigint NOT NULL,
    kind           text   NOT NULL,
    at             bigint NOT NULL,
    party          text   NOT NULL,
    type           text   NOT NULL,
    event_id       text   NOT NULL,
    cause_n        bigint,
    policy_version text   NOT NULL,
    why            text   NOT NULL,
    trace          text   NOT NULL,
    body_digest    bytea  NOT NULL,
    prev_hash      bytea  NOT NULL,
    hash           bytea  NOT NULL,
    sealed_body    bytea,
    PRIMARY KEY (person, n)
);
CREATE INDEX log_notified ON log (event_id) WHERE kind = 'Notified';
ALTER TABLE log ALTER COLUMN sealed_body SET STORAGE EXTERNAL;

CREATE TABLE deadline (
    person uuid   NOT NULL,
    key    text   NOT NULL,
    at     bigint NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX deadline_at ON deadline (at);

-- seq follows the order of deciding per person: it is taken while the person is locked. Between persons it follows nothing,
-- so nobody reads "after the last seq": what waits is found by sent_at alone.
CREATE TABLE outbox (
    seq        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         uuid    NOT NULL UNIQUE,
    person     uuid    NOT NULL,
    n          bigint  NOT NULL,
    recipient  text    NOT NULL,
    type       text    NOT NULL,
    created_at bigint  NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    next_try   bigint,
    reason     text,
    sent_at    bigint
);
CREATE INDEX outbox_unsent ON outbox (recipient, seq, next_try, created_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_postponed ON outbox (recipient, person, seq, next_try) WHERE sent_at IS NULL AND next_try IS NOT NULL;

CREATE TABLE quarantine (
    id           uuid   NOT NULL PRIMARY KEY,
    publisher    text   NOT NULL,
    received_at  bigint NOT NULL,
    content_type text   NOT NULL,
    errors       text   NOT NULL,
    problems     text   NOT NULL,
    digest       bytea  NOT NULL,
    length       bigint NOT NULL,
    times        bigint NOT NULL,
    sealed_raw   bytea  NOT NULL
);
CREATE UNIQUE INDEX quarantine_digest ON quarantine (publisher, digest);
CREATE INDEX quarantine_received ON quarantine (received_at);

-- urgency and sort_at: place on the board (BoardOrder), so that a page is the start of an index and not a sort of everything.
CREATE TABLE readiness (
    person            uuid    NOT NULL,
    decision_number   text    NOT NULL,
    status            text    NOT NULL,
    hand_out_at       bigint,
    location          text    NOT NULL,
    respond_by        bigint,
    level             integer NOT NULL,
    next_step         text    NOT NULL,
    next_at           bigint,
    who_comes         text    NOT NULL,
    interview_at      bigint,
    not_ready_reason  text    NOT NULL,
    cancel_cause      text    NOT NULL,
    is_minor          boolean NOT NULL,
    out_of_view       boolean NOT NULL,
    missed_presence   boolean NOT NULL,
    ready_at_hand_out boolean NOT NULL,
    requests          integer NOT NULL,
    changed_at        bigint  NOT NULL,
    urgency           integer NOT NULL,
    sort_at           bigint  NOT NULL,
    PRIMARY KEY (person, decision_number)
);
CREATE INDEX readiness_board ON readiness (urgency, sort_at, person, decision_number) INCLUDE (status, location, hand_out_at);

CREATE TABLE sequence (
    source    text   NOT NULL PRIMARY KEY,
    publisher text   NOT NULL,
    highest   bigint NOT NULL,
    missing   bigint NOT NULL,
    seen_at   bigint NOT NULL,
    gaps      text   NOT NULL
);

CREATE TABLE setting (
    name  text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- Counts that pages show at the top. One row per connection (shard) and key, summed when read: transactions that ran beside each other
-- would otherwise wait for one row.
CREATE TABLE counter (
    kind  text    NOT NULL,
    key   text    NOT NULL,
    shard integer NOT NULL,
    value bigint  NOT NULL,
    PRIMARY KEY (kind, key, shard)
) WITH (fillfactor = 50);
