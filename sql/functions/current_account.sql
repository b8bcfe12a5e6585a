-- Whether the login is one whose JWT claims somebody has verified: PostgREST's, a gateway's. On any other login the client could
-- have made them up.
CREATE OR REPLACE FUNCTION is_trusted_login() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT coalesce((SELECT session_user::text IN (SELECT btrim(name) FROM unnest(string_to_array(s.value, ',')) name)
                       FROM settings s WHERE s.setting = 'trusted_logins'), false);
END;
COMMENT ON FUNCTION is_trusted_login IS 'whether this login''s JWT claims are taken for true: setting trusted_logins';

-- Whether an account is one of several people, or lends its limits: nobody reads it by its id alone.
CREATE OR REPLACE FUNCTION is_shared(account text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM accounts a WHERE a.parent = is_shared.account)
        OR EXISTS (SELECT FROM pools p WHERE p.account = is_shared.account);
END;
COMMENT ON FUNCTION is_shared IS 'whether an account has others below it, or is a pool';

-- Who the end user is. A trusted login brings a JWT: its subject reads the account that names it as auth_subject. Any other login
-- is its database role, which reads the account of its own name. An account that names no subject is read by the subject, or
-- role, of its own id, unless it is shared; one that names a subject is read by nobody else.
CREATE OR REPLACE FUNCTION current_account() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT coalesce(
        (SELECT a.account FROM accounts a WHERE a.auth_subject = who.subject AND (who.by_claim OR a.account = who.subject)),
        (SELECT who.subject WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.account = who.subject
                                                 AND (a.auth_subject IS NOT NULL OR is_shared(a.account)))))
      FROM (SELECT login.trusted AS by_claim,
                   CASE WHEN login.trusted THEN nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' ELSE coalesce(nullif(current_setting('role'), 'none'), session_user::text) END AS subject
              FROM (SELECT is_trusted_login() AS trusted) login) who
     -- what no account can be called is nobody
     WHERE btrim(who.subject, E' \t\n\r\f\x0B') <> '' AND octet_length(who.subject) <= 255;
END;
COMMENT ON FUNCTION current_account IS 'the account id of the signed-in end user; NULL for nobody';

-- The provider's cost beside what is charged tells an operator's margin.
CREATE OR REPLACE FUNCTION hidden_limits() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
BEGIN ATOMIC
    SELECT coalesce(array_agg(l.limit_id), '{}')
      FROM accounts a
      -- no others, whose numbers would tell of other plans: its own, its plan's, and those that have counted it
      JOIN limits l ON l.unit = 'cost' AND (l.account = a.account OR l.plan = a.plan
                       OR EXISTS (SELECT FROM counters c WHERE c.account = a.account AND c.limit_id = l.limit_id))
     WHERE a.account = (SELECT current_account()) AND (SELECT is_marked_up(current_account()));
END;
COMMENT ON FUNCTION hidden_limits IS 'limits on the provider''s cost, where the signed-in end user is or was charged another';
