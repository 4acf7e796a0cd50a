-- How often each lane changed its reader; what an earlier reader still wants to write is refused.
CREATE TABLE lane (
    name  text   NOT NULL PRIMARY KEY,
    epoch bigint NOT NULL
);
