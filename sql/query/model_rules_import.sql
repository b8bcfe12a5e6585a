-- $1 source, $2 .. $6 the list's rules: provider, clause, to provider, to model, place; $7 keep: they take the place of what
-- this kind of list has said of their providers before; with keep, only of what says the same
WITH listed AS (
    SELECT l.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
        AS l (provider, pattern, to_provider, to_model, place)
), gone AS (
    DELETE FROM meter.model_rules r USING (SELECT DISTINCT l.provider FROM listed l) p
     WHERE r.kind = 'list' AND r.source = $1 AND r.provider = p.provider
       AND (NOT $7 OR EXISTS (SELECT FROM listed l WHERE (l.provider, l.pattern) = (r.provider, r.pattern)))
)
INSERT INTO meter.model_rules (kind, source, provider, pattern, to_provider, to_model, place)
SELECT 'list', $1, l.provider, l.pattern, l.to_provider, l.to_model, l.place FROM listed l
