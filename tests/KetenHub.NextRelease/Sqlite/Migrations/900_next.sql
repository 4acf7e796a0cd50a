-- The twin of Postgres/Migrations/900_next.sql.
ALTER TABLE log ADD COLUMN release TEXT NOT NULL DEFAULT '';
CREATE INDEX log_release ON log (release) WHERE release <> '';
CREATE TABLE release_note (name TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL);
