-- $1 source, $2 provider or NULL for all, $3 .. $7 the list's rules: provider, clause, to provider, to model, place: takes the
-- place of what this list has said before
WITH gone AS (
    DELETE FROM meter.model_rules r WHERE r.kind = 'list' AND r.source = $1 AND ($2 IS NULL OR r.provider = $2)
)
INSERT INTO meter.model_rules (kind, source, provider, pattern, to_provider, to_model, place)
SELECT 'list', $1, l.* FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[]) l
