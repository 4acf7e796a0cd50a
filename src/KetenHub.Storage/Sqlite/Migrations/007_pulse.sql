-- In which minutes of which hours each partner was heard, and how. One bit a minute: whoever adds bits need not know of the others.
CREATE TABLE pulse (
    partner TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    hour    INTEGER NOT NULL, -- hours since 1970
    minutes INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (partner, kind, hour)
) WITHOUT ROWID;
