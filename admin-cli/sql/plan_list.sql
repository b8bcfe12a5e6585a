SELECT p.plan, p.is_default, p.description, p.markup,
       (SELECT count(*) FROM meter.accounts AS a WHERE a.plan = p.plan) AS accounts
FROM meter.plans AS p
ORDER BY p.plan
