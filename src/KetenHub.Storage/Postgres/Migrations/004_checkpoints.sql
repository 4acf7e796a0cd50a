-- Hashes of the entries of one transaction, until a checkpoint takes them. One small row per transaction; the transaction that draws a
-- number commits when it does, so nobody reads "after the last number": what is here was not taken yet.
CREATE TABLE leaf_queue (
    seq    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     bigint NOT NULL,
    leaves bytea  NOT NULL
);
-- Hashes don't compress; trying costs time.
ALTER TABLE leaf_queue ALTER COLUMN leaves SET STORAGE EXTERNAL;

-- The leaves of the tree in their order: person (16 bytes), n (8), hash of the entry (32), for each entry.
CREATE TABLE leaf_page (
    first  bigint NOT NULL PRIMARY KEY,
    leaves bytea  NOT NULL
);
ALTER TABLE leaf_page ALTER COLUMN leaves SET STORAGE EXTERNAL;

CREATE TABLE checkpoint (
    size     bigint NOT NULL PRIMARY KEY,
    at       bigint NOT NULL,
    since    bigint NOT NULL,
    subtrees bytea  NOT NULL,
    note     text   NOT NULL,
    held_at  bigint
);
CREATE INDEX checkpoint_unheld ON checkpoint (size) WHERE held_at IS NULL;

-- What was logged before there were checkpoints.
INSERT INTO leaf_queue (at, leaves)
SELECT min(at), string_agg(uuid_send(person) || int8send(n) || hash, '' ORDER BY person, n) FROM
    (SELECT person, n, at, hash, (row_number() OVER (ORDER BY person, n) - 1) / 1000 AS page FROM log) AS entry
GROUP BY page ORDER BY page;
