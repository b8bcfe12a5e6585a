SET datestyle = ISO; SET timezone = 'UTC';
-- Apps let their users choose zone and billing day. However often these change, nobody gets a second allowance.
SELECT FROM meter_set_plan('tr');
SELECT FROM meter_set_plan('tr other');
SELECT FROM meter_set_limit('day', 'tokens', 40000, 'day', plan => 'tr');
SELECT FROM meter_set_limit('day', 'tokens', 40000, 'day', plan => 'tr other');
-- what an account can spend, asking for a whole cap at each step, while its zone goes an hour west each hour
CREATE FUNCTION pg_temp.travel(who text, hours integer, also text) RETURNS TABLE (spent numeric, within interval) LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := '2026-04-11 00:00+00';
    taken bigint;
BEGIN
    FOR hour IN 0..hours LOOP
        PERFORM set_config('token_meter.clock', (start + make_interval(hours => hour))::text, false);
        PERFORM meter_set_account(who, time_zone => format('Etc/GMT%s', CASE WHEN hour % 24 < 13 THEN '+' || hour % 13 ELSE '-' || 25 - hour % 25 END));
        IF also = 'plan' THEN
            PERFORM meter_set_account(who, plan => CASE hour % 2 WHEN 0 THEN 'tr' ELSE 'tr other' END);
        ELSIF also = 'override' THEN
            IF hour % 2 = 0 THEN PERFORM meter_set_limit('day', 'tokens', 40000, 'day', account => who);
            ELSE PERFORM meter_remove_limit('day', account => who); END IF;
        ELSIF also = 'period' THEN
            PERFORM meter_set_limit('day', 'tokens', CASE hour % 2 WHEN 0 THEN 40000 ELSE 280000 END,
                                    CASE hour % 2 WHEN 0 THEN 'day' ELSE 'week' END, account => who);
        END IF;
        IF also IS DISTINCT FROM 'period' OR hour % 2 = 0 THEN
            PERFORM FROM generate_series(1, 4), meter_add_tokens(who, 10000);
        END IF;
    END LOOP;
    RETURN QUERY SELECT sum(u.tokens)::numeric, make_interval(hours => hours) FROM meter.usage_log u WHERE u.account = who AND u.at >= start;
END $$;
SET token_meter.clock = '2026-04-10 12:00+00';
SELECT count(*) FROM unnest('{tr 1,tr 2,tr 3,tr 4}'::text[]) who, meter_set_account(who, plan => 'tr');
SELECT count(*) FROM unnest('{tr 1,tr 2,tr 3,tr 4}'::text[]) who, meter_add_tokens(who, 40000);
-- 24 hours can touch two whole days: 80,000 at most
SELECT * FROM pg_temp.travel('tr 1', 24, NULL);
SELECT period_start, period_end, period_end - period_start AS length, used FROM meter.counters WHERE account = 'tr 1' ORDER BY 1;
SELECT * FROM pg_temp.travel('tr 2', 24, 'plan');
SELECT * FROM pg_temp.travel('tr 3', 24, 'override');
SELECT * FROM pg_temp.travel('tr 4', 24, 'period');

-- 1,000 a month, the billing day moved by a day each day, on and back
SELECT FROM meter_set_plan('tr month');
SELECT FROM meter_set_limit('month', 'tokens', 1000, 'month', plan => 'tr month', anchored => true);
CREATE FUNCTION pg_temp.move_anchor(who text, days integer, step integer) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := '2026-02-01 00:00+00';
BEGIN
    FOR day IN 0..days LOOP
        PERFORM set_config('token_meter.clock', (start + make_interval(days => day))::text, false);
        PERFORM meter_set_account(who, anchor => '2026-01-15 00:00+00'::timestamptz + make_interval(days => day * step));
        PERFORM FROM generate_series(1, 4), meter_add_tokens(who, 250);
    END LOOP;
    RETURN (SELECT sum(u.tokens) FROM meter.usage_log u WHERE u.account = who AND u.at >= start);
END $$;
SET token_meter.clock = '2026-01-15 00:00+00';
SELECT count(*) FROM unnest('{tr on,tr back}'::text[]) who, meter_set_account(who, plan => 'tr month', anchor => '2026-01-15 00:00+00');
SELECT count(*) FROM unnest('{tr on,tr back}'::text[]) who, meter_add_tokens(who, 1000);
-- 27 days touch two whole months, of which the first is spent
SELECT pg_temp.move_anchor('tr on', 27, 1), pg_temp.move_anchor('tr back', 27, -1);
SELECT account, period_start, period_end, used FROM meter.counters WHERE account IN ('tr on', 'tr back') ORDER BY 1, 2;

-- an anchor set after metering began: the month that runs ends as it began, the next goes on to the end of the first whole new one
SET token_meter.clock = '2026-01-05 00:00+00';
SELECT FROM meter_set_account('tr anchor', plan => 'tr month');
SELECT resets_at FROM meter_add_tokens('tr anchor', 1000);
SET token_meter.clock = '2026-01-10 00:00+00';
SELECT anchor FROM meter_set_account('tr anchor', anchor => '2026-01-31 00:00+00');
CREATE FUNCTION pg_temp.on_day(who text, day date) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('token_meter.clock', day::text, false);
    RETURN (SELECT resets_at FROM meter_status(who));
END $$;
SELECT day, pg_temp.on_day('tr anchor', day) AS resets_at FROM unnest('{2026-02-04,2026-02-05,2026-03-30,2026-03-31,2026-04-30}'::date[]) day;

-- who moves once loses no month for the hours between two zones
SELECT FROM meter_set_limit('calls', 'requests', 2, 'month', plan => 'tr month');
SET token_meter.clock = '2026-02-10 00:00+00';
SELECT time_zone FROM meter_set_account('tr tokyo', plan => 'tr month', time_zone => 'UTC');
SELECT allowed, resets_at FROM meter_add_tokens('tr tokyo', 1);
SELECT time_zone FROM meter_set_account('tr tokyo', time_zone => 'Asia/Tokyo');
SET token_meter.clock = '2026-03-01 00:00+00';
SELECT limit_name, used, period_start, resets_at FROM meter_status('tr tokyo') ORDER BY 1;
SELECT allowed, limit_name, used, resets_at FROM meter_check_quota('tr tokyo', 1);
SELECT allowed, limit_name, used, resets_at FROM meter_add_tokens('tr tokyo', 1);
SELECT period_end, next_reset FROM meter_reset_due() WHERE account = 'tr tokyo' AND limit_name = 'calls';

-- a day that is joined has one cap, for checks, holds, batches, late usage and what it carries over alike
SELECT FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'tr other', carry_over_cap => 500);
SET token_meter.clock = '2026-05-01 10:00+00';
SELECT FROM meter_set_account('tr j', plan => 'tr other');
SELECT used, resets_at FROM meter_add_tokens('tr j', 100);
SELECT time_zone FROM meter_set_account('tr j', time_zone => 'America/New_York');
SET token_meter.clock = '2026-05-02 10:00+00';
SELECT allowed, used, cap, resets_at FROM meter_check_quota('tr j', 60);
SELECT allowed, used, cap, resets_at FROM meter_add_tokens('tr j', 60);
SELECT allowed, reserved, resets_at FROM meter_reserve('tr j', 10);
SELECT event, allowed, used FROM meter_add_batch('[{"account": "tr j", "input_tokens": 5}, {"account": "tr j", "input_tokens": 30}]');
SELECT used, resets_at FROM meter_add_tokens('tr j', 1, at => '2026-05-02 00:30+00');
SELECT used, resets_at FROM meter_add_tokens('tr j', 1, at => '2026-05-01 23:30+00', enforce => false);
-- changed back at once: the day that has begun keeps its end
SELECT time_zone FROM meter_set_account('tr j', time_zone => 'UTC');
SET token_meter.clock = '2026-05-03 03:59+00';
SELECT used, resets_at FROM meter_status('tr j');
SET token_meter.clock = '2026-05-03 04:00+00';
SELECT used, cap, period_start, resets_at FROM meter_status('tr j');
SELECT used, cap, resets_at FROM meter_add_tokens('tr j', 1);
SET token_meter.clock = '2026-05-06 12:00+00';
SELECT used, cap, period_start, resets_at FROM meter_status('tr j');

-- where nothing was counted yet, a zone holds at once
SELECT FROM meter_set_account('tr new', plan => 'tr');
SELECT FROM meter_set_account('tr new', time_zone => 'Asia/Tokyo');
SELECT period_start, resets_at FROM meter_status('tr new');
-- also where a rolling window has counted, which no zone moves
SELECT FROM meter_set_plan('tr rolling');
SELECT FROM meter_set_limit('day', 'tokens', 100, 'day', plan => 'tr rolling', operation => 'chat');
SELECT FROM meter_set_limit('recent', 'tokens', 100, '5 hours', plan => 'tr rolling', rolling => true);
SELECT FROM meter_set_account('tr window', plan => 'tr rolling');
SELECT allowed FROM meter_add_tokens('tr window', 10);
SELECT FROM meter_set_account('tr window', time_zone => 'Asia/Tokyo');
SELECT limit_name, used, period_start, resets_at FROM meter_status('tr window');
SELECT * FROM meter_verify();
RESET token_meter.clock;
