-- $1 account, $2 anchor: an unknown account lands on the default plan
INSERT INTO meter.accounts (account, plan, anchor) VALUES ($1, meter.default_plan(), $2) ON CONFLICT DO NOTHING
