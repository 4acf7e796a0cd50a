-- Roles and database. Once, as an administrator, with psql:  psql --dbname postgres --file roles.sql   Again does no harm.
-- Nobody has a password: pg_hba.conf lets them in by certificate (cert), or give them one with \password.
\set ON_ERROR_STOP on

-- ketenhub_owner migrates and owns the tables; ketenhub is every hub; ketenhub_reader looks only.
SELECT format('CREATE ROLE %I LOGIN', name) FROM (VALUES ('ketenhub_owner'), ('ketenhub'), ('ketenhub_reader')) AS role (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT 'CREATE DATABASE ketenhub OWNER ketenhub_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'ketenhub') \gexec

REVOKE ALL ON DATABASE ketenhub FROM PUBLIC;
GRANT CONNECT ON DATABASE ketenhub TO ketenhub, ketenhub_reader;
