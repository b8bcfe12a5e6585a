-- $1 calls as engine_charge, each at the place of its event, $2 the places that are charged, $3 now
SELECT meter.verdict_kept(b.verdicts[place])
  FROM meter.charge_new(
           ARRAY(SELECT CASE WHEN x.value <> 'null' THEN jsonb_populate_record(NULL::meter.usage_log, x.value) END
                   FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY x (value, place) ORDER BY x.place),
           $2, $3, array_fill(NULL::meter.verdict, ARRAY[jsonb_array_length($1::jsonb)])) b (verdicts),
       unnest($2) WITH ORDINALITY AS p (place, turn)
 ORDER BY p.turn
