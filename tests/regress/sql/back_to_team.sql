SET datestyle = ISO; SET timezone = 'UTC';
-- a member leaves its team with an open hold, settles it while it is away, and comes back in the same period: the team counts it once, under the limit that has
-- come into force meanwhile too; and what is taken back of it then is taken back there. What it has used elsewhere comes with it
SET token_meter.clock = '2026-11-10 12:00+00';
\set SHOW_CONTEXT never
SELECT (meter_set_plan(p)).plan FROM unnest('{cb a,cb b,cb none}'::text[]) p;
SELECT cap FROM unnest('{cb a,cb b}'::text[]) p, meter_set_limit('team', 'tokens', 1000, 'month', plan => p);
CREATE FUNCTION cb(team text, with_grant boolean, change_first boolean, used_away integer, OUT away numeric, OUT back numeric, OUT refunded numeric, OUT log numeric) LANGUAGE plpgsql AS $$
DECLARE
    member text := team || ' member';
    hold bigint; call bigint;
BEGIN
    PERFORM meter_set_account(team, plan => 'cb a'), meter_set_account(member, plan => 'cb none', parent => team);
    PERFORM meter_grant(team, 'team', 50) WHERE with_grant;
    PERFORM meter_add_tokens(member, 10);
    SELECT hold_id INTO hold FROM meter_reserve(member, 100);
    PERFORM meter_set_account(team, plan => 'cb b') WHERE change_first;
    PERFORM meter_set_account(member, parent => '');
    PERFORM meter_set_account(team, plan => 'cb b') WHERE NOT change_first;
    PERFORM meter_add_tokens(member, used_away) WHERE used_away > 0;
    SELECT usage_id INTO call FROM meter_settle(hold, 80);
    SELECT s.used INTO away FROM meter_status(team) s;
    PERFORM meter_set_account(member, parent => team);
    SELECT s.used INTO back FROM meter_status(team) s;
    PERFORM meter_refund(member, call);
    SELECT s.used INTO refunded FROM meter_status(team) s;
    SELECT sum(u.tokens) INTO log FROM meter.usage_log u WHERE account = member;
END $$;
SELECT g, c, u, x.* FROM unnest('{t,f}'::boolean[]) g, unnest('{t,f}'::boolean[]) c, unnest('{0,7}'::integer[]) u, cb(format('cb %s%s%s', g, c, u), g, c, u) x;
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'cb%';
DROP FUNCTION cb;
RESET token_meter.clock;
