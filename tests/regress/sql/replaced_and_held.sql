SET datestyle = ISO; SET timezone = 'UTC';
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-11-10 12:00+00';
-- holds are open while the limit that they were reserved on is replaced by another with the same cap: an account can spend its cap and what it bought, less
-- what is used and held, at each moment and in whatever order things happen
SELECT (meter_set_plan(p)).plan FROM unnest('{rh one,rh two,rh month,rh openai,rh 50,rh 0}'::text[]) p;
SELECT plan, (meter_set_limit('credits', 'tokens', cap, period, plan => plan, provider => provider)).cap
  FROM (VALUES ('rh one', 20, 'never', NULL), ('rh two', 20, 'never', NULL), ('rh month', 20, 'month', NULL), ('rh openai', 20, 'year', 'openai'),
               ('rh 50', 50, 'never', NULL), ('rh 0', 0, 'never', NULL)) x (plan, cap, period, provider);
-- Each step is a word and a number: a hold and a call are named by their place among those that were made. Tells what is left after each step that differs
-- from cap + granted - used - held.
CREATE FUNCTION rh_play(account text, steps text[], OUT remaining numeric, OUT unspent numeric, OUT wrong text[]) LANGUAGE plpgsql AS $$
DECLARE
    room numeric := 20;
    holds bigint[]; held numeric[]; calls bigint[]; used numeric[]; grants bigint[];
    step text; word text; n integer; v meter_verdict;
BEGIN
    PERFORM meter_set_account(account, plan => 'rh one');
    FOREACH step IN ARRAY steps LOOP
        word := split_part(step, ' ', 1);
        n := nullif(split_part(step, ' ', 2), '');
        CASE word
        WHEN 'grant' THEN
            grants := grants || (SELECT g.grant_id FROM meter_grant(account, 'credits', n, priority => coalesce(nullif(split_part(step, ' ', 3), '')::integer, 0)) g);
            room := room + n;
        WHEN 'void' THEN PERFORM meter_void_grant(grants[n], split_part(step, ' ', 3)::numeric); room := room - split_part(step, ' ', 3)::numeric;
        WHEN 'reserve' THEN
            v := meter_reserve(account, n, provider => 'openai'); holds := holds || v.hold_id; held := held || n::numeric; room := room - n;
        WHEN 'add', 'over' THEN
            v := meter_add_tokens(account, n, provider => 'openai', enforce => word = 'add'); calls := calls || v.usage_id; used := used || n::numeric; room := room - n;
        WHEN 'settle' THEN
            v := meter_settle(holds[n], split_part(step, ' ', 3)::integer); calls := calls || v.usage_id; used := used || v.tokens::numeric;
            room := room + held[n] - v.tokens;
        WHEN 'release' THEN PERFORM meter_release(holds[n]); room := room + held[n];
        WHEN 'refund' THEN PERFORM meter_refund(account, calls[n]); room := room + used[n];
        WHEN 'own' THEN PERFORM meter_set_limit('credits', 'tokens', 20, 'year', account => account);
        WHEN 'unown' THEN PERFORM meter_remove_limit('credits', account => account);
        ELSE PERFORM meter_set_account(account, plan => 'rh ' || word);
        END CASE;
        SELECT s.remaining INTO remaining FROM meter_status(account) s;
        IF remaining <> greatest(0, room) THEN
            wrong := wrong || format('%s: %s, not %s', step, remaining, room);
        END IF;
    END LOOP;
    SELECT sum(g.remaining) INTO unspent FROM meter_grants(account) g;
END $$;
SELECT n, p.* FROM (VALUES
    -- more is used than was held, and the change comes first: it is owed, and the next grant pays it
    (1, '{reserve 20,two,settle 1 30,grant 60}'), (2, '{add 15,reserve 5,two,settle 1 15,grant 60}'), (3, '{reserve 5,two,add 15,settle 1 15,grant 60}'),
    (4, '{grant 50,add 20,reserve 50,month,settle 1 60,grant 60}'), (5, '{grant 100,add 20,reserve 50,month,settle 1 70}'),
    (6, '{reserve 20,two,month,settle 1 30,grant 60,two}'), (7, '{reserve 20,own,settle 1 30,unown,grant 60}'),
    -- one of two holds has more than its own, which a grant was kept for
    (8, '{grant 10,reserve 20,reserve 1,own,settle 1 21,settle 2 1}'),
    -- a call is taken back while grants are kept for a hold on the limit that was replaced: all orders
    (10, '{grant 90,add 20,reserve 36,two,refund 1,settle 1 36}'), (11, '{grant 90,add 20,reserve 36,refund 1,two,settle 1 36}'),
    (12, '{grant 90,add 20,reserve 36,two,settle 1 36,refund 1}'), (13, '{grant 90,add 20,reserve 36,settle 1 36,two,refund 1}'),
    (14, '{grant 90,add 20,reserve 36,two,refund 1,release 1}'), (15, '{grant 90,add 20,reserve 36,two,release 1,refund 1}'),
    (16, '{grant 90,add 20,reserve 36,two,refund 1,one,settle 1 30}'), (17, '{grant 90,add 20,reserve 36,two,one,refund 1,settle 1 40}'),
    (18, '{grant 90,reserve 36,reserve 20,add 20,two,refund 1,release 1,settle 2 20}'), (19, '{grant 90,reserve 36,reserve 20,add 20,two,release 1,refund 1,month,settle 2 20}'),
    -- several holds, of which grants pay a part, and back again
    (20, '{grant 10,reserve 1,reserve 20,own,release 1,settle 2 20}'), (21, '{grant 5,reserve 13,two,reserve 4,reserve 8,one,settle 2 4,release 1,settle 3 8}'),
    (22, '{reserve 5,two,grant 30,add 20,settle 1 5}'), (23, '{reserve 5,grant 30,month,reserve 1,add 19,settle 1 5,settle 2 1}'),
    (24, '{grant 1,reserve 5,own,add 7,over 10,unown,settle 1 5,grant 20}'),
    -- a debt was repaid under the limit that was replaced, and a call of then is taken back
    (25, '{add 5,over 16,grant 27,month,over 30,refund 1,grant 5}'), (26, '{add 5,over 16,grant 1,month,over 5,grant 1,refund 1}'),
    -- one of two holds has more than its own under the later limit, and the limits change again
    (27, '{grant 5,grant 40,add 20,reserve 1,reserve 1,own,settle 1 2,unown,release 2}'), (28, '{add 13,grant 3,grant 20,reserve 8,reserve 1,own,settle 1 24,two,release 2}'),
    -- one of three is given back under a limit that nobody has called under
    (29, '{grant 10,reserve 5,reserve 3,add 10,reserve 4,own,add 5,two,unown,release 2,release 1,release 3}'),
    -- a grant is taken back of which another call was refunded, or which other grants pay by now
    (30, '{grant 20,add 11,grant 54,add 40,over 30,two,refund 3,add 28,month,void 2 18,grant 10}'),
    (31, '{grant 30 2,add 28,grant 6 1,add 1,own,over 1,void 2 6,refund 1,unown}'),
    -- what a grant had paid is owed once, under the limit in force, and so is a debt that a grant had repaid where its call is taken back
    (32, '{grant 30 1,two,grant 10 0,over 30,one,month,over 1,one,void 2 10,refund 2}'),
    (33, '{add 20,grant 10,add 1,void 1 10,grant 1,grant 10,add 1,own,refund 2}'),
    -- a grant is taken back that had repaid a debt, and the limit in force counts one provider
    (34, '{add 10,over 15,own,grant 1,openai,over 12,refund 2,grant 2,unown,void 1 1}'),
    -- a call is refunded of which a grant had paid that was taken back, when other grants had paid that anew, and the limits changed since
    (35, '{add 20,grant 1 1,grant 24 1,add 1,own,unown,add 1,two,void 1 1,one,month,refund 2}'),
    (36, '{own,grant 22,grant 13,grant 5,unown,two,one,add 30,month,grant 1,grant 59,add 3,one,over 10,over 30,add 10,add 14,over 24,void 3 1,month,refund 6,two,month,refund 7}'),
    -- a grant is taken back that a hold was to be paid from: before and after the limits changed
    (38, '{grant 39,reserve 22,void 1 38,month,grant 1,release 1}'), (39, '{add 20,grant 54,reserve 1,over 44,month,void 1 12,one,grant 3,release 1}'),
    -- two calls are refunded of before the limit changed, of which a grant had paid by a debt that it repaid: it gets back of either
    (40, '{grant 2 1,add 1,add 10,over 20,grant 3 1,own,over 10,refund 3,refund 1}')) x (n, steps),
    rh_play('rh ' || n, steps::text[]) p;
-- a cap that is lowered: what was held within the cap of its time takes nothing of what was bought, held or settled
CREATE FUNCTION rh_lowered(account text, first_refund boolean, OUT held numeric, OUT refunded numeric, OUT settled numeric) LANGUAGE plpgsql AS $$
DECLARE
    call bigint; hold bigint;
BEGIN
    PERFORM meter_set_account(account, plan => 'rh 50'), meter_grant(account, 'credits', 30);
    SELECT usage_id INTO call FROM meter_add_tokens(account, 50);
    SELECT hold_id INTO hold FROM meter_reserve(account, 20);
    PERFORM meter_refund(account, call) WHERE first_refund;
    PERFORM meter_set_account(account, plan => 'rh 0');
    SELECT remaining INTO held FROM meter_status(account);
    PERFORM meter_refund(account, call) WHERE NOT first_refund;
    SELECT remaining INTO refunded FROM meter_status(account);
    PERFORM meter_settle(hold, 20);
    SELECT remaining INTO settled FROM meter_status(account);
END $$;
SELECT first_refund, o.* FROM unnest('{t,f}'::boolean[]) first_refund, rh_lowered('rh lowered ' || first_refund, first_refund) o;
-- what a hold has set free within a cap that was lowered is no allowance for what is let through later
SELECT remaining FROM meter_set_account('rh freed', plan => 'rh 50'), meter_set_limit('credits', 'tokens', 100, 'never', account => 'rh freed'), meter_add_tokens('rh freed', 40);
SELECT hold_id AS hold FROM meter_reserve('rh freed', 60) \gset
SELECT cap FROM meter_set_limit('credits', cap => 50, account => 'rh freed');
SELECT reason FROM meter_release(:hold);
SELECT used, remaining FROM meter_add_tokens('rh freed', 30, enforce => false);
SELECT remaining FROM meter_grant('rh freed', 'credits', 60);
-- who bought 87 and has used 53 has 34 to spend: a grant that had repaid a call's debt where its limit was replaced, and a later one, do not both get it back
SELECT usage_id AS call FROM meter_set_account('rh repaid', plan => 'rh 0'), meter_add_tokens('rh repaid', 32, enforce => false) \gset
SELECT remaining FROM meter_grant('rh repaid', 'credits', 27);
SELECT cap FROM meter_set_limit('credits', 'tokens', 0, 'month', account => 'rh repaid');
SELECT reason FROM meter_add_tokens('rh repaid', 53, enforce => false);
SELECT remaining FROM meter_grant('rh repaid', 'credits', 60);
SELECT input_tokens FROM meter_refund('rh repaid', :call);
SELECT remaining FROM meter_status('rh repaid');
SELECT problem, account, subject FROM meter_verify() WHERE account LIKE 'rh%';
DROP FUNCTION rh_play; DROP FUNCTION rh_lowered;
RESET token_meter.clock;
