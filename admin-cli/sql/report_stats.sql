SELECT s.balances, s.period - 'average_cost' || jsonb_build_object('period_start', (s.period ->> 'period_start')::timestamptz,
                                                  'resets_at', (s.period ->> 'resets_at')::timestamptz) AS period
FROM :schema.meter_account_stats($1, top => 0) AS s
