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

-- A hub of before writes days only, and as shard its process id: what it adds is added to the months here, so that hubs of two releases work on one
-- store. Hubs that write months themselves have shards below 256, and pay nothing for this.
CREATE OR REPLACE FUNCTION figure_written_before() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more bigint := NEW.value - CASE WHEN TG_OP = 'UPDATE' THEN OLD.value ELSE 0 END;
BEGIN
    INSERT INTO figure_month (month, measure, location, partner, label, shard, value)
        VALUES (NEW.day / 100, NEW.measure, NEW.location, NEW.partner, NEW.label, NEW.shard, more)
        ON CONFLICT (month, measure, location, partner, label, shard) DO UPDATE SET value = figure_month.value + excluded.value;
    IF NEW.measure IN ('SignalToDecision', 'DecisionToHandOut', 'HandOutToInterview', 'Notice') THEN
        INSERT INTO figure_time (month, measure, partner, minutes, shard, value)
            VALUES (NEW.day / 100, NEW.measure, NEW.partner, NEW.minutes, NEW.shard, more)
            ON CONFLICT (month, measure, partner, minutes, shard) DO UPDATE SET value = figure_time.value + excluded.value;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER figure_written_before AFTER INSERT OR UPDATE ON figure
    FOR EACH ROW WHEN (NEW.shard > 255) EXECUTE FUNCTION figure_written_before();
