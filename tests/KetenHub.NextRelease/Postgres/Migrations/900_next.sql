-- What a next release could add: a column that this one does not fill, on the table that is written most, an index, and a table of its own.
ALTER TABLE log ADD COLUMN release text NOT NULL DEFAULT '';
CREATE INDEX log_release ON log (release) WHERE release <> '';
CREATE TABLE release_note (name text NOT NULL PRIMARY KEY, at bigint NOT NULL);
