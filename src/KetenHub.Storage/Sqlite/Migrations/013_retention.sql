-- What retention did, as counts by term (JSON): nothing about a person.
CREATE TABLE retention_run (
    id             TEXT NOT NULL PRIMARY KEY,
    actor          TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    began_at       INTEGER NOT NULL,
    ended_at       INTEGER,
    looked         INTEGER NOT NULL,
    counts         TEXT NOT NULL
);
CREATE INDEX retention_run_began ON retention_run (began_at);
