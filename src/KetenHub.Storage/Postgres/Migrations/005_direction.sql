-- Agreements, cases and figures: what tables that meet and reports read.
CREATE TABLE agreement (
    person     uuid    NOT NULL,
    maker      text    NOT NULL,
    number     text    NOT NULL,
    owner      text    NOT NULL,
    kind       text    NOT NULL,
    ends_at    bigint  NOT NULL,
    location   text    NOT NULL,
    made_table text    NOT NULL,
    result     text    NOT NULL,
    closed_at  bigint,
    level      integer NOT NULL,
    made_at    bigint  NOT NULL,
    changed_at bigint  NOT NULL,
    PRIMARY KEY (person, maker, number)
);
CREATE INDEX agreement_place ON agreement (location, result, ends_at);

CREATE TABLE direction (
    person            uuid    NOT NULL PRIMARY KEY,
    phase             text    NOT NULL,
    since             bigint  NOT NULL,
    opened_at         bigint  NOT NULL,
    waits_for         text    NOT NULL,
    location          text    NOT NULL,
    director          text    NOT NULL,
    director_function text    NOT NULL,
    director_missing  boolean NOT NULL,
    out_of_view_since bigint,
    seen_place        text    NOT NULL,
    seen_at           bigint,
    reported_at       bigint,
    open_agreements   integer NOT NULL,
    is_minor          boolean NOT NULL
);
CREATE INDEX direction_place ON direction (location, phase, since);
CREATE INDEX direction_phase ON direction (phase, since);
CREATE INDEX direction_out_of_view ON direction (out_of_view_since) WHERE out_of_view_since IS NOT NULL;

-- Sums, kept in the transaction that changes them; one row per connection (shard), as counters are. day is year, month and day as one number.
CREATE TABLE figure (
    day      integer NOT NULL,
    measure  text    NOT NULL,
    location text    NOT NULL,
    partner  text    NOT NULL,
    label    text    NOT NULL,
    minutes  integer NOT NULL,
    shard    integer NOT NULL,
    value    bigint  NOT NULL,
    PRIMARY KEY (day, measure, location, partner, label, minutes, shard)
);

-- Who looked at exact figures.
CREATE TABLE exact_look (
    at         bigint  NOT NULL,
    actor      text    NOT NULL,
    purpose    text    NOT NULL,
    from_day   integer NOT NULL,
    until_day  integer NOT NULL
);
CREATE INDEX exact_look_at ON exact_look (at);
