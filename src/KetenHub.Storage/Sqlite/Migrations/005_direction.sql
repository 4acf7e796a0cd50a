-- Agreements, cases and figures: what tables that meet and reports read.
CREATE TABLE agreement (
    person     TEXT    NOT NULL,
    maker      TEXT    NOT NULL,
    number     TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    ends_at    INTEGER NOT NULL,
    location   TEXT    NOT NULL,
    made_table TEXT    NOT NULL,
    result     TEXT    NOT NULL,
    closed_at  INTEGER,
    level      INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (person, maker, number)
) WITHOUT ROWID;
CREATE INDEX agreement_place ON agreement (location, result, ends_at);

CREATE TABLE direction (
    person            TEXT    NOT NULL PRIMARY KEY,
    phase             TEXT    NOT NULL,
    since             INTEGER NOT NULL,
    opened_at         INTEGER NOT NULL,
    waits_for         TEXT    NOT NULL,
    location          TEXT    NOT NULL,
    director          TEXT    NOT NULL,
    director_function TEXT    NOT NULL,
    director_missing  INTEGER NOT NULL,
    out_of_view_since INTEGER,
    seen_place        TEXT    NOT NULL,
    seen_at           INTEGER,
    reported_at       INTEGER,
    open_agreements   INTEGER NOT NULL,
    is_minor          INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX direction_place ON direction (location, phase, since);
CREATE INDEX direction_phase ON direction (phase, since);
CREATE INDEX direction_out_of_view ON direction (out_of_view_since) WHERE out_of_view_since IS NOT NULL;

-- Sums, kept in the transaction that changes them. day is year, month and day as one number.
CREATE TABLE figure (
    day      INTEGER NOT NULL,
    measure  TEXT    NOT NULL,
    location TEXT    NOT NULL,
    partner  TEXT    NOT NULL,
    label    TEXT    NOT NULL,
    minutes  INTEGER NOT NULL,
    value    INTEGER NOT NULL,
    PRIMARY KEY (day, measure, location, partner, label, minutes)
) WITHOUT ROWID;

-- Who looked at exact figures.
CREATE TABLE exact_look (
    at         INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    from_day   INTEGER NOT NULL,
    until_day  INTEGER NOT NULL
);
CREATE INDEX exact_look_at ON exact_look (at);
