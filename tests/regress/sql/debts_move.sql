SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-11-10 12:00+00';
SELECT (meter_set_plan(p)).plan FROM unnest('{dm none,dm 20,dm 100,dm day,dm month}'::text[]) p;
SELECT plan, (meter_set_limit('credits', 'tokens', cap, period, plan => plan)).cap
  FROM (VALUES ('dm none', 0, 'never'), ('dm 20', 20, 'never'), ('dm 100', 100, 'never'), ('dm day', 10, 'day'), ('dm month', 30, 'month')) x (plan, cap, period);
-- what was within the cap of a limit that was in force meanwhile is paid, whether or not anybody called while it was
CREATE FUNCTION dm_and_back(account text, via text, tokens integer, OUT via_remaining numeric, OUT remaining numeric) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_set_account(account, plan => 'dm none'), meter_grant(account, 'credits', 100);
    PERFORM meter_add_tokens(account, 150, enforce => false);  -- owes 50
    PERFORM meter_set_account(account, plan => via);
    PERFORM meter_add_tokens(account, tokens) WHERE tokens IS NOT NULL;
    SELECT s.remaining INTO via_remaining FROM meter_status(account) s;
    PERFORM meter_set_account(account, plan => 'dm none');
    SELECT g.remaining INTO remaining FROM meter_grant(account, 'credits', 60) g;
END $$;
SELECT * FROM dm_and_back('dm a', 'dm 100', NULL);
SELECT * FROM dm_and_back('dm b', 'dm 100', 0);
SELECT * FROM dm_and_back('dm c', 'dm 100', 50);
SELECT * FROM dm_and_back('dm d', 'dm 20', NULL);
SELECT * FROM dm_and_back('dm e', 'dm 20', 0);
SELECT * FROM dm_and_back('dm f', 'dm month', NULL);
SELECT * FROM dm_and_back('dm g', 'dm month', 0);
SELECT * FROM dm_and_back('dm h', 'dm none', NULL);
-- a limit of its own: one that expires, and one that is removed
CREATE FUNCTION dm_raised(account text, tokens integer, expires_at timestamptz, OUT remaining numeric) LANGUAGE plpgsql AS $$
BEGIN
    SET token_meter.clock = '2026-11-10 12:00+00';
    PERFORM meter_set_account(account, plan => 'dm none'), meter_grant(account, 'credits', 100);
    PERFORM meter_add_tokens(account, 150, enforce => false);
    PERFORM meter_set_limit('credits', 'tokens', 100, 'never', account => account, expires_at => expires_at);
    PERFORM meter_add_tokens(account, tokens) WHERE tokens IS NOT NULL;
    SET token_meter.clock = '2026-11-12 12:00+00';
    PERFORM meter_remove_limit('credits', account => account) WHERE expires_at IS NULL;
    SELECT g.remaining INTO remaining FROM meter_grant(account, 'credits', 60) g;
END $$;
SELECT * FROM dm_raised('dm i', NULL, '2026-11-11 00:00+00');
SELECT * FROM dm_raised('dm j', 0, '2026-11-11 00:00+00');
SELECT * FROM dm_raised('dm k', NULL, NULL);
SELECT * FROM dm_raised('dm l', 0, NULL);
SELECT problem, account FROM meter_verify() WHERE account LIKE 'dm%';

-- what was spent of a voided grant is owed on under a limit of another period, as what was let through is; and in the periods after
CREATE FUNCTION dm_voided(account text, plan text, via text, voided boolean, OUT remaining numeric, OUT bought numeric) LANGUAGE plpgsql AS $$
DECLARE
    cap bigint := (SELECT l.cap FROM meter.limits l WHERE l.plan = dm_voided.plan);
    a_grant bigint;
BEGIN
    SET token_meter.clock = '2026-11-10 12:00+00';
    PERFORM meter_set_account(account, plan => plan);
    SELECT g.grant_id INTO a_grant FROM meter_grant(account, 'credits', 100) g;
    IF voided THEN
        PERFORM meter_add_tokens(account, cap + 100), meter_void_grant(a_grant, 50);
    ELSE
        PERFORM meter_add_tokens(account, cap + 150, enforce => false);
    END IF;
    PERFORM meter_set_account(account, plan => via);
    SELECT s.remaining INTO remaining FROM meter_status(account) s;
    SELECT g.remaining INTO bought FROM meter_grant(account, 'credits', 60) g;
END $$;
SELECT 'dm ' || f AS plan, 'dm ' || v AS via, o.bought AS let_through, d.bought AS voided, d.remaining
  FROM unnest('{none,day,month}'::text[]) f, unnest('{none,day,month}'::text[]) v,
       LATERAL dm_voided(format('dm over %s %s', f, v), 'dm ' || f, 'dm ' || v, false) o,
       LATERAL dm_voided(format('dm void %s %s', f, v), 'dm ' || f, 'dm ' || v, true) d
 WHERE f <> v;
-- voided after the change, and paid by a grant of the day after
SELECT plan, (meter_grant(account, 'credits', 100)).grant_id AS late FROM meter_set_account('dm late', plan => 'dm none') \gset
SELECT used FROM meter_add_tokens('dm late', 100);
SELECT plan FROM meter_set_account('dm late', plan => 'dm day');
SELECT used, remaining FROM meter_status('dm late');
SELECT voided, owed FROM meter_void_grant(:late, 50);
SELECT used, remaining FROM meter_status('dm late');
SELECT plan, (meter_grant(account, 'credits', 100)).grant_id AS early FROM meter_set_account('dm early', plan => 'dm none') \gset
SELECT used FROM meter_add_tokens('dm early', 100);
SELECT voided, owed FROM meter_void_grant(:early, 50);
SELECT plan FROM meter_set_account('dm early', plan => 'dm day');
SET token_meter.clock = '2026-11-11 12:00+00';
SELECT payer, used, remaining FROM unnest('{dm late,dm early}'::text[]) a, meter_status(a);
SELECT account, remaining FROM unnest('{dm late,dm early}'::text[]) a, meter_grant(a, 'credits', 60);
SELECT account, amount, spent, voided, remaining FROM unnest('{dm late,dm early}'::text[]) a, meter_grants(a) ORDER BY grant_id;
-- back to the first: what a cap has paid meanwhile stays paid
SELECT plan FROM meter_set_account('dm early', plan => 'dm none');
SELECT used, remaining FROM meter_status('dm early');
SELECT problem, account FROM meter_verify() WHERE account LIKE 'dm%';
DROP FUNCTION dm_voided; DROP FUNCTION dm_raised; DROP FUNCTION dm_and_back;
RESET token_meter.clock;
