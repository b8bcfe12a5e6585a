-- $1 account, $2 the moment of the call that makes it: on the default plan. Another session may make it first
INSERT INTO meter.accounts (account, plan, anchor) SELECT $1, p.plan, $2 FROM meter.plans p WHERE p.is_default ON CONFLICT DO NOTHING
