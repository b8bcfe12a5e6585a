-- What every spec's teardown calls: forgets all accounts and usage, and the plans named isolation...
CREATE PROCEDURE forget_everything() LANGUAGE sql
BEGIN ATOMIC
    DELETE FROM meter.idempotency_keys;
    DELETE FROM meter.denials;
    DELETE FROM meter.alerts;
    DELETE FROM meter.usage_log;
    DELETE FROM meter.rollups;
    UPDATE meter.rollup_state SET rolled_to = DEFAULT, closing_to = DEFAULT, closing_for = DEFAULT;  -- some specs restart the ids
    DELETE FROM meter.reservations;
    DELETE FROM meter.holds;
    DELETE FROM meter.allotments;
    DELETE FROM meter.grants;
    DELETE FROM meter.stripes;
    DELETE FROM meter.counters;
    DELETE FROM meter.key_sources;
    DELETE FROM meter.pools;
    DELETE FROM meter.departures;
    DELETE FROM meter.limits WHERE plan LIKE 'isolation%' OR account IS NOT NULL;
    DELETE FROM meter.accounts;
    DELETE FROM meter.plans WHERE plan LIKE 'isolation%';
END;
