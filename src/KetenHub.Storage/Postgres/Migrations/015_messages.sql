-- Messages of all persons by what they are and from or to whom, latest first: a page is the start of one stretch of it per type and partner.
-- It does not begin with the kind, or lists of one kind would be read through it.
CREATE INDEX log_message ON log (type, party, at, person, n, kind);
-- Look-ups in the order of their list, so that a page is the start of an index and not a sort of all of them.
CREATE INDEX log_look ON log (at DESC, person, n DESC) WHERE kind = 'LookedUp';

-- Whose a case number is. Only a keyed digest of it; it goes with the person.
CREATE TABLE case_number (
    hash   text NOT NULL,
    person uuid NOT NULL,
    PRIMARY KEY (hash, person)
);
CREATE INDEX case_number_person ON case_number (person);

-- Filters that an account keeps under a name.
CREATE TABLE saved_view (
    account text   NOT NULL,
    name    text   NOT NULL,
    query   text   NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (account, name)
);
