-- Who does a work that only one hub may do at a time, such as the relay to one recipient.
CREATE TABLE lease (
    name   text   NOT NULL PRIMARY KEY,
    holder text   NOT NULL,
    until  bigint NOT NULL
);
