-- Messages of all persons by what they are and from or to whom, latest first: a page is the start of one stretch of it per type and partner.
-- It does not begin with the kind, or lists of one kind would be read through it.
CREATE INDEX log_message ON log (type, party, at, person, n, kind);
-- A message by its id.
CREATE INDEX inbox_event ON inbox (event_id);
-- Look-ups in the order of their list, so that a page is the start of an index and not a sort of all of them.
CREATE INDEX log_look ON log (at DESC, person, n DESC) WHERE kind = 'LookedUp';

-- Whose a case number is. Only a keyed digest of it; it goes with the person.
CREATE TABLE case_number (
    hash   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hash, person)
) WITHOUT ROWID;
CREATE INDEX case_number_person ON case_number (person);

-- Filters that an account keeps under a name.
CREATE TABLE saved_view (
    account TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    query   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
