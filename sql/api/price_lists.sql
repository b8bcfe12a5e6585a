CREATE FUNCTION meter_note_price_list(address text, options text DEFAULT '', etag text DEFAULT NULL,
                                      last_modified text DEFAULT NULL)
RETURNS meter_price_list
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, meter, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    result @extschema@.meter_price_list; broken text;
BEGIN
    PERFORM meter_internal._meter_writes('meter_note_price_list()');
    PERFORM meter_internal._meter_need('address', $1), meter_internal._meter_need('options', $2);
    INSERT INTO price_lists AS l (address, options, etag, last_modified) VALUES ($1, $2, $3, $4)
    ON CONFLICT ON CONSTRAINT price_lists_pkey DO UPDATE
        SET options = excluded.options, etag = excluded.etag, last_modified = excluded.last_modified,
            imported_at = now()
    RETURNING l.address, l.options, l.etag, l.last_modified, l.imported_at INTO result;
    RETURN result;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    PERFORM raise_violation('price_lists', broken, jsonb_build_object(
        'address', $1, 'options', $2, 'etag', $3, 'last_modified', $4));
END $$;
COMMENT ON FUNCTION meter_note_price_list IS
    'notes which version of the price list at an address was imported, so that the next import can skip the same one';
