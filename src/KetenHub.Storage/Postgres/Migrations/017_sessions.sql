-- Who is signed in to the pages, whichever hub asks. id is a digest of the cookie; sealed opens only with the cookie itself.
CREATE TABLE page_session (
    id               text NOT NULL PRIMARY KEY,
    account          text NOT NULL,
    partner          text NOT NULL,
    roles            text NOT NULL,
    subject          text NOT NULL,
    provider_session text NOT NULL,
    sealed           bytea NOT NULL,
    made_at          bigint NOT NULL,
    used_at          bigint NOT NULL,
    ends_at          bigint NOT NULL,
    checked_at       bigint,
    authenticated_at bigint,
    ended_at         bigint,
    why              text NOT NULL DEFAULT ''
);
CREATE INDEX page_session_account ON page_session (account, made_at);
CREATE INDEX page_session_subject ON page_session (subject) WHERE subject <> '';
CREATE INDEX page_session_provider ON page_session (provider_session) WHERE provider_session <> '';
CREATE INDEX page_session_ends ON page_session (ends_at);

-- Logout tokens that were used, by a digest of their number, for as long as each could be used again.
CREATE TABLE page_logout (
    id    text NOT NULL PRIMARY KEY,
    until bigint NOT NULL
);

-- Keys that protect a sign-in under way, each sealed by the hub's own keys.
CREATE TABLE page_key (
    name    text NOT NULL PRIMARY KEY,
    key     text NOT NULL,
    made_at bigint NOT NULL
);
