-- Who is signed in to the pages, whichever hub asks. id is a digest of the cookie; sealed opens only with the cookie itself.
CREATE TABLE page_session (
    id               TEXT NOT NULL PRIMARY KEY,
    account          TEXT NOT NULL,
    partner          TEXT NOT NULL,
    roles            TEXT NOT NULL,
    subject          TEXT NOT NULL,
    provider_session TEXT NOT NULL,
    sealed           BLOB NOT NULL,
    made_at          INTEGER NOT NULL,
    used_at          INTEGER NOT NULL,
    ends_at          INTEGER NOT NULL,
    checked_at       INTEGER,
    authenticated_at INTEGER,
    ended_at         INTEGER,
    why              TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX page_session_account ON page_session (account, made_at);
CREATE INDEX page_session_subject ON page_session (subject) WHERE subject <> '';
CREATE INDEX page_session_provider ON page_session (provider_session) WHERE provider_session <> '';
CREATE INDEX page_session_ends ON page_session (ends_at);

-- Logout tokens that were used, by a digest of their number, for as long as each could be used again.
CREATE TABLE page_logout (
    id    TEXT NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) WITHOUT ROWID;

-- Keys that protect a sign-in under way, each sealed by the hub's own keys.
CREATE TABLE page_key (
    name    TEXT NOT NULL PRIMARY KEY,
    key     TEXT NOT NULL,
    made_at INTEGER NOT NULL
) WITHOUT ROWID;
