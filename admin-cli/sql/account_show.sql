SELECT a.account, a.plan, a.parent, a.time_zone, a.anchor, a.auth_subject, a.metadata, a.created_at
FROM meter.accounts AS a
WHERE a.account = $1
