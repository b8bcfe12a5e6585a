-- The meter's functions belong to meter_owner, who has no other rights. Nobody may call them but whom this file names:
-- whatever default privileges handed out (Supabase's give every new function to anon and authenticated) is taken back.
-- Those that users call run without JIT: Postgres takes a function that answers with rows for a thousand of them, and would compile
-- statements of a few, anew at each call, for up to minutes. What they call runs under the same setting. The Rust engine sees to its own.
DO $$
DECLARE
    member record;
    grantee text;
BEGIN
    FOR member IN
        SELECT p.oid::pg_catalog.regprocedure AS signature, p.proname, p.proowner,
               p.proname LIKE E'meter\\_%' AND l.lanname <> 'c' AND p.proconfig IS NOT NULL AS plans,  -- without settings it is inlined
               coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)) AS acl
          FROM meter_internal._meter_made() m
          JOIN pg_catalog.pg_proc p ON p.oid = m.id
          JOIN pg_catalog.pg_language l ON l.oid = p.prolang
    LOOP
        FOR grantee IN
            SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
              FROM pg_catalog.aclexplode(member.acl) a
             WHERE a.grantee <> member.proowner
        LOOP
            EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s CASCADE', member.signature, grantee);
        END LOOP;
        IF member.plans THEN
            EXECUTE pg_catalog.format('ALTER FUNCTION %s SET jit = off', member.signature);
        END IF;
        -- meter_init alone runs with its caller's rights: it creates the schema, and asks first whom it may trust
        IF member.proname NOT IN ('meter_init', '_meter_made', '_meter_roles', '_meter_distrusted_roles',
                                  '_meter_check_roles', '_meter_begin_init') THEN
            EXECUTE pg_catalog.format('ALTER FUNCTION %s OWNER TO meter_owner', member.signature);
        END IF;
    END LOOP;
    FOR grantee IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
          FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
         WHERE n.nspname = 'meter_internal' AND a.grantee <> n.nspowner
    LOOP
        EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA meter_internal FROM %s CASCADE', grantee);
    END LOOP;
END $$;

-- they call one another
GRANT USAGE ON SCHEMA @extschema@, meter_internal TO meter_owner;
GRANT EXECUTE ON FUNCTION meter_internal._meter_made, meter_internal._meter_roles, meter_internal._meter_distrusted_roles TO meter_owner;

GRANT EXECUTE ON FUNCTION meter_add_tokens, meter_add_batch, meter_add_response, meter_extract_usage, meter_check_quota,
    meter_require_quota, meter_cost, meter_match_model, meter_estimate_tokens, meter_status, meter_grants, meter_reserve, meter_settle, meter_release, meter_take_alerts, meter_reset_due, meter_maintain,
    meter_usage, meter_history, meter_account_stats, meter_cheaper_models TO meter_app, meter_admin;
GRANT EXECUTE ON FUNCTION meter_now, meter_version, meter_period_end, meter_current_account
    TO meter_app, meter_admin, meter_reader;
-- what a signed-in user asks: each function runs as its caller, and is bound to the one of meter_internal that reads for it, which nobody
-- can name without USAGE on that schema
GRANT EXECUTE ON FUNCTION meter_my_status, meter_my_team, meter_my_usage, meter_my_history, meter_my_alerts, meter_my_alerts_seen,
    meter_my_stats, meter_internal._meter_my_status, meter_internal._meter_my_team, meter_internal._meter_my_usage, meter_internal._meter_my_history,
    meter_internal._meter_my_alerts, meter_internal._meter_my_alerts_seen, meter_internal._meter_my_stats
    TO meter_app, meter_admin, meter_reader;
GRANT EXECUTE ON FUNCTION meter_set_account, meter_set_plan, meter_set_limit, meter_remove_limit, meter_set_price,
    meter_import_prices, meter_note_price_list, meter_export_prices, meter_set_setting, meter_set_pool, meter_remove_pool, meter_set_key_source,
    meter_grant, meter_void_grant, meter_refund, meter_set_model_rule, meter_remove_model_rule, meter_reprice, meter_unpriced, meter_price_differences, meter_verify, meter_doctor,
    meter_detach_log, meter_rebuild_rollups, meter_rename_account, meter_forget_account, meter_remove_account,
    meter_lease_alerts, meter_alert_delivered, meter_alert_failed, meter_retry_alerts
    TO meter_admin;

COMMENT ON FUNCTION meter_add_tokens IS
    'charges a call to every limit of the account that counts it, or to none, and logs it with its exact cost';
COMMENT ON FUNCTION meter_add_batch IS
    'charges many calls at once, objects with the arguments of meter_add_tokens, in their order; one verdict each';
COMMENT ON FUNCTION meter_check_quota IS 'would this call be allowed? reads only';
COMMENT ON FUNCTION meter_cost IS 'the exact cost in USD at that moment''s prices';
COMMENT ON FUNCTION meter_import_prices IS 'imports a price list, all or nothing, and tells what it did with each price';
COMMENT ON FUNCTION meter_export_prices IS
    'the prices in force and those set for later, as a file that imports back to the same prices';
COMMENT ON FUNCTION meter_now IS 'now by the meter''s clock';
COMMENT ON FUNCTION meter_version IS 'the version of the loaded library; of the SQL edition with +sql behind it';
COMMENT ON FUNCTION meter_reserve IS
    'sets a call''s estimate aside on every limit that counts it, or on none, until it is settled, released or its time is up';
COMMENT ON FUNCTION meter_settle IS 'records what a reserved call has used in the end, and frees what it has not';
COMMENT ON FUNCTION meter_internal._meter_close_stripes IS 'internal: waits for those who charge stripes of a limit, and keeps them out';
COMMENT ON FUNCTION meter_internal._meter_ready IS 'internal: raises unless the tables are there in this version';
COMMENT ON FUNCTION meter_internal._meter_writes IS 'internal: the same for a function that writes; 25006 in a READ ONLY transaction';
COMMENT ON FUNCTION meter_internal._meter_lock IS 'internal: takes a lock of the meter until this transaction ends; false: it was to be tried and is not free';
COMMENT ON FUNCTION meter_internal._meter_await_charges IS 'internal: waits until all who are charging now have ended, and keeps nobody out';
COMMENT ON FUNCTION meter_extract_usage IS
    'the usage that a provider''s answer tells, body or stream; a count that it does not say is NULL';
COMMENT ON FUNCTION meter_add_response IS
    'charges what a provider''s answer says that it used; the tokens are spent, so that it is recorded unless enforce => true';
COMMENT ON FUNCTION meter_estimate_tokens IS
    'how many tokens a text will be: exact for OpenAI''s models, else a quarter of the characters';
COMMENT ON FUNCTION meter_match_model IS
    'the names under which a model''s price is looked for, in order, up to the one that has a price';
COMMENT ON FUNCTION meter_internal._meter_price IS 'internal: what a call on record costs by the prices of a moment, and which price it lacks';
COMMENT ON FUNCTION meter_internal._meter_forget IS 'internal: has every backend forget the rules and prices that it keeps';
COMMENT ON FUNCTION meter_internal._meter_regex IS 'internal: raises 2201B unless it is a regular expression';
COMMENT ON FUNCTION meter_internal._meter_moment IS 'internal: a checked moment, or now';
COMMENT ON FUNCTION meter_internal._meter_is_model IS 'internal: whether a limit on a model counts a name';
COMMENT ON FUNCTION meter_internal._meter_provider_told IS 'internal: the provider that the path of a model''s name tells';
COMMENT ON FUNCTION meter_internal._meter_provider IS 'internal: the one name of a provider';
COMMENT ON FUNCTION meter_internal._meter_scripts IS 'internal: the SQL that makes schema meter, file by file, in order';
COMMENT ON FUNCTION meter_internal._meter_set_shipped_prices IS 'internal: sets the shipped prices that are not there; answers how many';
COMMENT ON FUNCTION meter_internal._meter_code_version IS 'internal: the version of this code';
COMMENT ON FUNCTION meter_internal._meter_need IS 'internal: raises 22004 on NULL';
COMMENT ON FUNCTION meter_internal._meter_now IS 'internal: meter_now, by a name that nobody else can take';
COMMENT ON FUNCTION meter_internal._meter_check_quota IS 'internal: meter_check_quota, by a name that nobody else can take';
COMMENT ON FUNCTION meter_internal._meter_begin_init IS 'internal: makes other runs of meter_init wait';
