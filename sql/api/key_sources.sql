CREATE FUNCTION meter_set_key_source(account text, provider text, key_source text)
RETURNS meter_key_source
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_key_source := ROW($1, meter_internal._meter_provider($2), $3); broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_set_key_source()');
    PERFORM meter_internal._meter_need('account', $1);
    PERFORM check_account($1);
    IF $3 IS NULL THEN
        DELETE FROM key_sources k WHERE k.account = $1 AND k.provider = result.provider;
    ELSE
        INSERT INTO key_sources (account, provider, key_source) VALUES (result.account, result.provider, result.key_source)
        ON CONFLICT ON CONSTRAINT key_sources_pkey DO UPDATE SET key_source = excluded.key_source;
    END IF;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('key_sources', broken, jsonb_build_object('account', $1, 'provider', $2, 'key_source', $3));
END $$;
COMMENT ON FUNCTION meter_set_key_source IS
    'says whose key an account and those below it use at a provider: shared or own; NULL forgets it';
