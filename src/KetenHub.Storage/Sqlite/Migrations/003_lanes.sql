-- How often each lane changed its reader; what an earlier reader still wants to write is refused.
CREATE TABLE lane (
    name  TEXT    NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL
) WITHOUT ROWID;
