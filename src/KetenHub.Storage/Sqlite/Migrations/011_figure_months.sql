-- Sums of whole months, kept in the transaction that changes them, so that a report reads months and not days: every count by place, partner
-- and kind, and of times how often each length occurred. month is year and month as one number.
CREATE TABLE figure_month (
    month    INTEGER NOT NULL,
    measure  TEXT    NOT NULL,
    location TEXT    NOT NULL,
    partner  TEXT    NOT NULL,
    label    TEXT    NOT NULL,
    value    INTEGER NOT NULL,
    PRIMARY KEY (month, measure, location, partner, label)
) WITHOUT ROWID;

CREATE TABLE figure_time (
    month   INTEGER NOT NULL,
    measure TEXT    NOT NULL,
    partner TEXT    NOT NULL,
    minutes INTEGER NOT NULL,
    value   INTEGER NOT NULL,
    PRIMARY KEY (month, measure, partner, minutes)
) WITHOUT ROWID;

INSERT INTO figure_month (month, measure, location, partner, label, value)
    SELECT day / 100, measure, location, partner, label, sum(value) FROM figure GROUP BY 1, 2, 3, 4, 5;
INSERT INTO figure_time (month, measure, partner, minutes, value)
    SELECT day / 100, measure, partner, minutes, sum(value) FROM figure
    WHERE measure IN ('SignalToDecision', 'DecisionToHandOut', 'HandOutToInterview', 'Notice') GROUP BY 1, 2, 3, 4;
