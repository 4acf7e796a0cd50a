-- What hubs and readers may do. After every ketenhub migrate, as ketenhub_owner:  psql --dbname ketenhub --file grants.sql
\set ON_ERROR_STOP on
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ketenhub, ketenhub_reader;
GRANT USAGE ON SCHEMA public TO ketenhub, ketenhub_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ketenhub, ketenhub_reader;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ketenhub;
-- A migration makes its tables before this file runs again.
ALTER DEFAULT PRIVILEGES FOR ROLE ketenhub_owner IN SCHEMA public GRANT SELECT ON TABLES TO ketenhub, ketenhub_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE ketenhub_owner IN SCHEMA public GRANT INSERT, UPDATE, DELETE ON TABLES TO ketenhub;

-- What is evidence, a hub can only add to. Of a log entry it can change the sealed body, for erasing; its digest stays in the chain.
REVOKE UPDATE, DELETE ON log, inbox, checkpoint, leaf_page, exact_look, page_action FROM ketenhub;
GRANT UPDATE (sealed_body) ON log TO ketenhub;
GRANT UPDATE (held_at) ON checkpoint TO ketenhub;
REVOKE DELETE ON person FROM ketenhub;
REVOKE INSERT, UPDATE, DELETE ON schema_version FROM ketenhub;

COMMIT;
