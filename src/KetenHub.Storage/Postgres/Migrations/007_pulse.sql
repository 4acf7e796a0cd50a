-- In which minutes of which hours each partner was heard, and how. One bit a minute: whoever adds bits need not know of the others.
CREATE TABLE pulse (
    partner text   NOT NULL,
    kind    text   NOT NULL,
    hour    bigint NOT NULL, -- hours since 1970
    minutes bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (partner, kind, hour)
);
