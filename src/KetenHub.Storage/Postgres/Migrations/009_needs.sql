-- The migration that a hub must know to work on this store: 0 for what only adds.
ALTER TABLE schema_version ADD COLUMN needs INTEGER NOT NULL DEFAULT 0;
