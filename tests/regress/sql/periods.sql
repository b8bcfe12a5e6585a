-- When periods start and end, worked out by hand: each start is in its period, and so is the last microsecond before its end.
CREATE TEMP TABLE pe_expected (period text, zone text, anchor timestamptz, past jsonb, bounds timestamptz[]);
INSERT INTO pe_expected VALUES
    ('hour', 'UTC', NULL, '[]', '{2026-11-21 23:00+00, 2026-11-22 00:00+00}'),
    ('day', 'UTC', NULL, '[]', '{2026-11-21 00:00+00, 2026-11-22 00:00+00, 2026-11-23 00:00+00}'),
    ('month', 'UTC', NULL, '[]', '{2026-11-01 00:00+00, 2026-12-01 00:00+00, 2027-01-01 00:00+00}'),
    ('year', 'UTC', NULL, '[]', '{2026-01-01 00:00+00, 2027-01-01 00:00+00}'),
    ('week', 'UTC', NULL, '[]', '{2026-11-16 00:00+00, 2026-11-23 00:00+00}'),
    -- a zone of half an hour
    ('hour', 'Asia/Kolkata', NULL, '[]', '{2026-11-21 22:30+00, 2026-11-21 23:30+00, 2026-11-22 00:30+00}'),
    ('day', 'Asia/Kolkata', NULL, '[]', '{2026-11-21 18:30+00, 2026-11-22 18:30+00}'),
    -- days of 23 and 25 hours
    ('day', 'Europe/Berlin', NULL, '[]', '{2026-03-28 23:00+00, 2026-03-29 22:00+00, 2026-03-30 22:00+00}'),
    ('day', 'Europe/Berlin', NULL, '[]', '{2026-10-24 22:00+00, 2026-10-25 23:00+00, 2026-10-26 23:00+00}'),
    -- 4 November 2018 began at 01:00 in São Paulo; on 1 November 2026 it is 00:30 twice in Havana
    ('day', 'America/Sao_Paulo', NULL, '[]', '{2018-11-04 03:00+00, 2018-11-05 02:00+00}'),
    ('day', 'America/Havana', NULL, '[]', '{2026-11-01 04:00+00, 2026-11-02 05:00+00}'),
    -- St John's set its clocks back at 00:01 on 7 November 2010: the day before does not begin again
    ('day', 'America/St_Johns', NULL, '[]', '{2010-11-06 02:30+00, 2010-11-07 02:30+00, 2010-11-08 03:30+00}'),
    -- months of an anchor on the 31st, years of one on 29 February
    ('month', 'UTC', '2026-01-31 10:00+00', '[]', '{2025-12-31 10:00+00, 2026-01-31 10:00+00, 2026-02-28 10:00+00, 2026-03-31 10:00+00}'),
    ('month', 'UTC', '2026-01-31 10:00+00', '[]', '{2028-02-29 10:00+00, 2028-03-31 10:00+00}'),
    ('year', 'UTC', '2024-02-29 00:00+00', '[]', '{2025-02-28 00:00+00, 2026-02-28 00:00+00}'),
    ('year', 'UTC', '2024-02-29 00:00+00', '[]', '{2028-02-29 00:00+00, 2029-02-28 00:00+00}'),
    -- of accounts that have moved: a day that would be cut short joins the one after it
    ('day', 'America/New_York', NULL, '[{"until": "2026-05-01T10:00:00+00:00", "time_zone": "UTC", "anchor": "2026-01-01T00:00:00+00:00"}]',
     '{2026-04-30 00:00+00, 2026-05-01 00:00+00, 2026-05-02 00:00+00, 2026-05-03 04:00+00, 2026-05-04 04:00+00}'),
    -- what is changed back before the period ends changes nothing
    ('day', 'UTC', NULL, '[{"until": "2026-05-01T10:00:00+00:00", "time_zone": "UTC", "anchor": "2026-01-01T00:00:00+00:00"},
                           {"until": "2026-05-01T11:00:00+00:00", "time_zone": "Asia/Tokyo", "anchor": "2026-01-01T00:00:00+00:00"}]',
     '{2026-05-01 00:00+00, 2026-05-02 00:00+00, 2026-05-03 00:00+00}'),
    -- changed back later, the day that has begun keeps its end
    ('day', 'UTC', NULL, '[{"until": "2026-05-01T10:00:00+00:00", "time_zone": "UTC", "anchor": "2026-01-01T00:00:00+00:00"},
                           {"until": "2026-05-02T11:00:00+00:00", "time_zone": "Asia/Tokyo", "anchor": "2026-01-01T00:00:00+00:00"}]',
     '{2026-05-01 00:00+00, 2026-05-02 00:00+00, 2026-05-03 15:00+00, 2026-05-05 00:00+00, 2026-05-06 00:00+00}'),
    -- a month is not lost for the hours between two zones
    ('month', 'Asia/Tokyo', NULL, '[{"until": "2026-02-10T00:00:00+00:00", "time_zone": "UTC", "anchor": "2026-01-01T00:00:00+00:00"}]',
     '{2026-02-01 00:00+00, 2026-03-01 00:00+00, 2026-03-31 15:00+00, 2026-04-30 15:00+00}'),
    -- a moved anchor waits for the month, and what is cut off joins the next
    ('month', 'UTC', '2026-01-15 00:00+00', '[{"until": "2026-02-10T00:00:00+00:00", "time_zone": "UTC", "anchor": "2026-01-01T00:00:00+00:00"}]',
     '{2026-02-01 00:00+00, 2026-03-01 00:00+00, 2026-04-15 00:00+00, 2026-05-15 00:00+00}');
SELECT count(*) AS checked, count(*) FILTER (WHERE (p.period_start, p.period_end) IS DISTINCT FROM (s.from_at, s.to_at)) AS wrong
  FROM pe_expected e
 CROSS JOIN LATERAL (SELECT b.at AS from_at, lead(b.at) OVER (ORDER BY b.at) AS to_at FROM unnest(e.bounds) b (at)) s
 CROSS JOIN LATERAL unnest(ARRAY[s.from_at, s.to_at - interval '1 microsecond']) m (at)
 CROSS JOIN LATERAL meter.calendar_period(e.period, e.anchor IS NOT NULL, e.zone, coalesce(e.anchor, s.from_at), e.past, m.at) p
 WHERE s.to_at IS NOT NULL;
SELECT e.period, e.zone, s.from_at, p.period_start, s.to_at, p.period_end
  FROM pe_expected e
 CROSS JOIN LATERAL (SELECT b.at AS from_at, lead(b.at) OVER (ORDER BY b.at) AS to_at FROM unnest(e.bounds) b (at)) s
 CROSS JOIN LATERAL unnest(ARRAY[s.from_at, s.to_at - interval '1 microsecond']) m (at)
 CROSS JOIN LATERAL meter.calendar_period(e.period, e.anchor IS NOT NULL, e.zone, coalesce(e.anchor, s.from_at), e.past, m.at) p
 WHERE s.to_at IS NOT NULL AND (p.period_start, p.period_end) IS DISTINCT FROM (s.from_at, s.to_at);
-- a period that never ends has no bounds
SELECT p.* FROM meter.calendar_period('never', false, 'UTC', now(), '[]', '2026-01-01 00:00+00') p;
