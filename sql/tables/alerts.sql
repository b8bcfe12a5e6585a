-- A threshold that was reached: one row a counter and threshold. Where a grant has brought the counter below it and it
-- is reached again, the row comes back with a new alert_id.
CREATE SEQUENCE IF NOT EXISTS alert_id_seq;

CREATE TABLE IF NOT EXISTS alerts (
    alert_id     bigint NOT NULL DEFAULT nextval('meter.alert_id_seq') PRIMARY KEY,
    account      text NOT NULL,
    counter_id   bigint NOT NULL,  -- no foreign key: counters of short periods are removed, and what was told of them stays
    limit_id     bigint NOT NULL REFERENCES limits,
    limit_name   text NOT NULL,
    unit         text NOT NULL,
    period       text NOT NULL,
    period_start timestamptz,  -- NULL: never began
    resets_at    timestamptz,  -- NULL: never
    threshold    numeric NOT NULL,  -- percent used
    used         numeric NOT NULL,
    cap          numeric NOT NULL,
    remaining    numeric GENERATED ALWAYS AS (greatest(cap - used, 0)) STORED,
    at           timestamptz NOT NULL,
    delivered_at timestamptz,
    seen_at      timestamptz,  -- marked by the account's end user
    notified_at  timestamptz,  -- sent over channel meter_alerts
    leased_until timestamptz,  -- somebody is delivering it, or an attempt has failed: until then nobody is given it
    attempts     integer NOT NULL DEFAULT 0,
    failure      text,         -- of the last attempt
    put_aside_at timestamptz,  -- given up

    CONSTRAINT alert_once UNIQUE (counter_id, threshold)
);
CREATE INDEX IF NOT EXISTS alerts_undelivered ON alerts (alert_id) WHERE delivered_at IS NULL;
CREATE INDEX IF NOT EXISTS alerts_due ON alerts (attempts, alert_id) WHERE delivered_at IS NULL AND put_aside_at IS NULL;
CREATE INDEX IF NOT EXISTS alerts_unnotified ON alerts (alert_id) WHERE notified_at IS NULL AND delivered_at IS NULL;
CREATE INDEX IF NOT EXISTS alerts_account ON alerts (account, alert_id);
CREATE INDEX IF NOT EXISTS alerts_limit ON alerts (limit_id);
COMMENT ON TABLE alerts IS 'thresholds reached, once per account, limit, period and threshold; meter_take_alerts and meter_lease_alerts hand them out';
