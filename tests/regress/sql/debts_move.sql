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
