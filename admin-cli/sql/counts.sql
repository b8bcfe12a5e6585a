-- what the role may see: row-level security applies
SELECT (SELECT p.plan FROM meter.plans AS p WHERE p.is_default) AS default_plan,
       (SELECT s.value FROM meter.settings AS s WHERE s.setting = 'unknown_model') AS unknown_model,
       (SELECT count(*) FROM meter.plans) AS plans,
       (SELECT count(*) FROM meter.limits AS l WHERE l.removed_at IS NULL) AS limits,
       (SELECT count(*) FROM meter.accounts) AS accounts,
       (SELECT count(*) FROM meter.prices) AS prices,
       (SELECT count(*) FROM meter.usage_log) AS usage_rows,
       (SELECT count(*) FROM meter.denials) AS denials
