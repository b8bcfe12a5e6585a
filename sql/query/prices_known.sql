-- $1 providers, NULL for any, $2 models, $3 moment: which of these names may have a price then, in their order
SELECT w.place::int
  FROM unnest($1, $2) WITH ORDINALITY AS w (provider, model, place)
 WHERE EXISTS (SELECT FROM meter.prices p
                WHERE p.model = w.model AND (w.provider IS NULL OR p.provider = w.provider) AND p.effective_from <= $3)
 ORDER BY w.place
