-- Sums of whole months, kept in the transaction that changes them, so that a report reads months and not days: every count by place, partner
-- and kind, and of times how often each length occurred. month is year and month as one number; shard: see the one who writes (PostgresTx).
CREATE TABLE figure_month (
    month    integer NOT NULL,
    measure  text    NOT NULL,
    location text    NOT NULL,
    partner  text    NOT NULL,
    label    text    NOT NULL,
    shard    integer NOT NULL,
    value    bigint  NOT NULL,
    PRIMARY KEY (month, measure, location, partner, label, shard)
) WITH (fillfactor = 50);

CREATE TABLE figure_time (
    month   integer NOT NULL,
    measure text    NOT NULL,
    partner text    NOT NULL,
    minutes integer NOT NULL,
    shard   integer NOT NULL,
    value   bigint  NOT NULL,
    PRIMARY KEY (month, measure, partner, minutes, shard)
) WITH (fillfactor = 50);

INSERT INTO figure_month (month, measure, location, partner, label, shard, value)
    SELECT day / 100, measure, location, partner, label, 0, sum(value) FROM figure GROUP BY 1, 2, 3, 4, 5;
INSERT INTO figure_time (month, measure, partner, minutes, shard, value)
    SELECT day / 100, measure, partner, minutes, 0, sum(value) FROM figure
    WHERE measure IN ('SignalToDecision', 'DecisionToHandOut', 'HandOutToInterview', 'Notice') GROUP BY 1, 2, 3, 4;

-- By measure first: what is asked of days is asked of few measures.
ALTER TABLE figure DROP CONSTRAINT figure_pkey, ADD PRIMARY KEY (measure, day, location, partner, label, minutes, shard);
