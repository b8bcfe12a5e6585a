-- Who the end user is. Behind PostgREST it is the verified JWT's `sub`; on any other login a claim could be made up
-- by the client, so there it is the database role. A subject reads the account that names it as auth_subject, else
-- the account of the same id, unless that account names another subject.
CREATE OR REPLACE FUNCTION current_account() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT CASE
        WHEN session_user <> 'authenticator' THEN
            coalesce(nullif(current_setting('role'), 'none'), session_user::text)
        ELSE (
            SELECT coalesce(
                (SELECT a.account FROM accounts a WHERE a.auth_subject = jwt.sub),
                (SELECT jwt.sub WHERE NOT EXISTS (
                    SELECT FROM accounts a WHERE a.account = jwt.sub AND a.auth_subject <> jwt.sub)))
              FROM (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' AS sub) jwt)
        END;
END;
COMMENT ON FUNCTION current_account IS 'the account id of the signed-in end user; NULL for nobody';
