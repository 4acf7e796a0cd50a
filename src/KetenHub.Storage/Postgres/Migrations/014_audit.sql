-- The audit log: where it came from, what came of it, and the trace that it shares with the log of processings. Entries of before have no number: their
-- hash is in no tree.
ALTER TABLE page_action ADD COLUMN id uuid;
ALTER TABLE page_action ADD COLUMN result text NOT NULL DEFAULT '';
ALTER TABLE page_action ADD COLUMN origin text NOT NULL DEFAULT '';
ALTER TABLE page_action ADD COLUMN trace text NOT NULL DEFAULT '';
CREATE INDEX page_action_id ON page_action (id);
