-- Whom the meter trusts when it is installed. Roles are the cluster's: this file gives those of the meter back as they were.
SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
\set VERBOSITY default
CREATE ROLE mallory LOGIN;
CREATE ROLE boss LOGIN;
CREATE DATABASE meter_roles;
\c meter_roles
\set SHOW_CONTEXT never
SET client_min_messages = warning;
-- what makes a role more than it should be, one by one
ALTER ROLE meter_owner CREATEROLE CREATEDB REPLICATION;
CREATE EXTENSION token_meter;
ALTER ROLE meter_owner NOCREATEROLE NOCREATEDB NOREPLICATION BYPASSRLS LOGIN;
CREATE EXTENSION token_meter;
ALTER ROLE meter_owner NOBYPASSRLS NOLOGIN;
ALTER ROLE meter_app LOGIN; ALTER ROLE meter_admin SUPERUSER; ALTER ROLE meter_reader CREATEROLE;
CREATE EXTENSION token_meter;
ALTER ROLE meter_app NOLOGIN; ALTER ROLE meter_admin NOSUPERUSER; ALTER ROLE meter_reader NOCREATEROLE;
-- who could act as meter_owner, and whom it could act as
GRANT meter_owner TO mallory;
CREATE EXTENSION token_meter;
REVOKE meter_owner FROM mallory;
GRANT pg_read_all_data TO meter_owner; GRANT meter_admin TO meter_reader;
CREATE EXTENSION token_meter;
REVOKE pg_read_all_data FROM meter_owner; REVOKE meter_admin FROM meter_reader;
-- who could hand a role on
GRANT meter_admin TO mallory WITH ADMIN OPTION;
CREATE EXTENSION token_meter;
REVOKE meter_admin FROM mallory;
-- a role that somebody made before, with a member
COMMENT ON ROLE meter_admin IS NULL;
GRANT meter_admin TO mallory;
CREATE EXTENSION token_meter;
REVOKE meter_admin FROM mallory;
-- a function left behind by somebody who was meter_owner once
GRANT CREATE ON SCHEMA public TO meter_owner;
SET ROLE meter_owner;
CREATE FUNCTION left_behind() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text';
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM meter_owner;
CREATE EXTENSION token_meter;
DROP FUNCTION left_behind();
-- the schema of the meter's own functions, taken
CREATE SCHEMA meter_internal AUTHORIZATION mallory;
CREATE EXTENSION token_meter;
DROP SCHEMA meter_internal;
-- nothing of it was kept; and members that were granted a role of the meter's are no reason to refuse
GRANT meter_app TO boss;
CREATE EXTENSION token_meter;
SELECT meter_init() LIKE 'schema meter created%' AS created;
DROP EXTENSION token_meter;
CREATE EXTENSION token_meter;
SELECT meter_init();
REVOKE meter_app FROM boss;
-- meter_init asks again
GRANT meter_owner TO mallory;
SELECT meter_init();
REVOKE meter_owner FROM mallory;
-- tables that look like the meter's, in somebody's schema
ALTER SCHEMA meter OWNER TO mallory;
SELECT meter_init();
ALTER SCHEMA meter OWNER TO CURRENT_USER;
SELECT meter_init();
\c postgres
DROP DATABASE meter_roles;
DROP ROLE mallory, boss;
