-- Hashes of the entries of one transaction, until a checkpoint takes them. One small row per transaction; the transaction that draws a
-- number commits when it does, so nobody reads "after the last number": what is here was not taken yet.
CREATE TABLE leaf_queue (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    leaves BLOB    NOT NULL
);

-- The leaves of the tree in their order: person (16 bytes), n (8), hash of the entry (32), for each entry.
CREATE TABLE leaf_page (
    first  INTEGER PRIMARY KEY,
    leaves BLOB    NOT NULL
);

CREATE TABLE checkpoint (
    size     INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    subtrees BLOB    NOT NULL,
    note     TEXT    NOT NULL,
    held_at  INTEGER
);
CREATE INDEX checkpoint_unheld ON checkpoint (size) WHERE held_at IS NULL;

-- What was logged before there were checkpoints.
INSERT INTO leaf_queue (at, leaves)
SELECT min(at), unhex(group_concat(leaf, '' ORDER BY person, n)) FROM
    (SELECT person, n, at, replace(person, '-', '') || printf('%016x', n) || hex(hash) AS leaf, (row_number() OVER (ORDER BY person, n) - 1) / 1000 AS page FROM log)
GROUP BY page ORDER BY page;
