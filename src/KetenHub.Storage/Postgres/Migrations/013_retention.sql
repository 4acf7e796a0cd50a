-- What retention did, as counts by term (JSON): nothing about a person.
CREATE TABLE retention_run (
    id             uuid NOT NULL PRIMARY KEY,
    actor          text NOT NULL,
    policy_version text NOT NULL,
    began_at       bigint NOT NULL,
    ended_at       bigint,
    looked         bigint NOT NULL,
    counts         text NOT NULL
);
CREATE INDEX retention_run_began ON retention_run (began_at);
