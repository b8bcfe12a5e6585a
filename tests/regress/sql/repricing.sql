-- A price that was wrong or missing: calls get another cost by rows of their own, which counters, grants and reports see.
\set SHOW_CONTEXT never
SET datestyle = ISO; SET timezone = 'UTC';
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('rp plan', markup => 2);
SELECT FROM meter_set_account('rp', plan => 'rp plan');
SELECT FROM meter_set_account('rp other', plan => 'rp plan');
SELECT FROM meter_set_limit('money', 'cost', 10, 'month', plan => 'rp plan');
SELECT FROM meter_set_limit('billed', 'charged_cost', 100, 'month', plan => 'rp plan');
SELECT FROM meter_set_limit('tokens', 'tokens', NULL, 'month', plan => 'rp plan');
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT FROM meter_set_price('rep', 'm', 'input', 1);
SELECT FROM meter_set_price('rep', 'm', 'output', 1);
SELECT cost FROM generate_series(1, 3) n, LATERAL meter_add_tokens('rp', 1000000 + 0 * n, model => 'm', provider => 'rep');
SELECT cost FROM meter_add_tokens('rp', 1000000, model => 'new', provider => 'rep', enforce => false);
SELECT cost FROM meter_add_tokens('rp', 500, 500, model => 'new', provider => 'rep', enforce => false, other_units => '{"web_search": 1}');
SELECT cost FROM meter_add_tokens('rp other', 1000000, model => 'm', provider => 'rep');

-- what has no cost, and which price it lacks
SELECT * FROM meter_unpriced('2026-03-01 00:00+00', '2026-04-01 00:00+00') WHERE provider = 'rep';
SELECT FROM meter_set_price('rep', 'new', 'input', 4, effective_from => '2026-03-01 00:00+00', allow_past => true);
SELECT model, missing FROM meter_unpriced() WHERE provider = 'rep';
SELECT FROM meter_set_price('rep', 'new', 'output', 4, effective_from => '2026-03-01 00:00+00', allow_past => true);
SELECT FROM meter_set_price('rep', 'new', 'web_search', 10000, effective_from => '2026-03-01 00:00+00', allow_past => true);

-- first a look, which changes nothing
SELECT * FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', provider => 'Rep', unpriced_only => true, dry_run => true);
SELECT count(*) FROM meter.usage_log WHERE adjusts IS NOT NULL AND account LIKE 'rp%';
SELECT * FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', provider => 'rep', unpriced_only => true, note => 'new was not priced');
SELECT * FROM meter_unpriced() WHERE provider = 'rep';
SELECT model, requests, tokens, cost, charged_cost, price_match, enforced, metadata FROM meter.usage_log WHERE account = 'rp' ORDER BY usage_id;
SELECT limit_name, used FROM meter_status('rp') ORDER BY 1;
-- again there is nothing to do
SELECT * FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', provider => 'rep');

-- a price that was too high: by the list of another moment, for one account
SET token_meter.clock = '2026-03-11 12:00+00';
SELECT FROM meter_set_price('rep', 'm', 'input', 0.25);
SELECT provider, model, calls, changed, difference FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', account => 'rp');
SELECT provider, model, calls, changed, old_cost, new_cost, difference FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', account => 'rp', prices_at => meter_now());
SELECT limit_name, used FROM meter_status('rp') ORDER BY 1;
SELECT limit_name, used FROM meter_status('rp other') ORDER BY 1;
SELECT * FROM meter_verify() WHERE account LIKE 'rp%';
-- a refund takes back what the call has come to
SELECT usage_id AS usage FROM meter.usage_log WHERE account = 'rp' AND model = 'm' AND adjusts IS NULL ORDER BY usage_id LIMIT 1 \gset
SELECT input_tokens, cost FROM meter_refund('rp', :usage);
SELECT limit_name, used FROM meter_status('rp') ORDER BY 1;
-- what was refunded stays so
SELECT model, calls, changed FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', account => 'rp', model => 'm', prices_at => '2026-03-10 12:00+00');
SELECT limit_name, used FROM meter_status('rp') ORDER BY 1;
\set VERBOSITY terse
SELECT * FROM meter_refund('rp', (SELECT max(usage_id) FROM meter.usage_log WHERE account = 'rp' AND adjusts IS NOT NULL));
\set VERBOSITY default

-- grants pay for what is more, and get back what is less; a threshold that is passed is told of
SELECT FROM meter_set_plan('rp granted');
SELECT FROM meter_set_account('rp g', plan => 'rp granted');
SELECT FROM meter_set_limit('money', 'cost', 1, 'never', plan => 'rp granted');
SELECT FROM meter_grant('rp g', 'money', 3);
SELECT allowed, remaining FROM meter_add_tokens('rp g', 4000000, model => 'm', provider => 'rep');
SELECT allowed, remaining FROM meter_add_tokens('rp g', 4000000, model => 'm', provider => 'rep');
SELECT amount, remaining FROM meter_grants('rp g');
SELECT FROM meter_set_price('rep', 'm', 'input', 0.45, effective_from => '2026-03-11 12:00:30+00');
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp g', prices_at => '2026-03-11 13:00+00');
SELECT amount, remaining FROM meter_grants('rp g');
SELECT used, remaining, percent, level FROM meter_status('rp g');
SELECT threshold, used FROM meter.alerts WHERE account = 'rp g' ORDER BY threshold;
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp g');
SELECT amount, remaining FROM meter_grants('rp g');
SELECT usage_id AS usage FROM meter.usage_log WHERE account = 'rp g' ORDER BY usage_id OFFSET 1 LIMIT 1 \gset
SELECT cost FROM meter_refund('rp g', :usage);
SELECT amount, remaining FROM meter_grants('rp g');
SELECT used, remaining FROM meter_status('rp g');

-- what is more was let through: above a hard cap too, and the next call is refused
SELECT FROM meter_set_account('rp over', plan => 'rp granted');
SELECT allowed FROM meter_add_tokens('rp over', 2000000, model => 'm', provider => 'rep');
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp over', prices_at => '2026-03-10 12:00+00');
SELECT used, cap, level FROM meter_status('rp over');
SELECT allowed, reason FROM meter_add_tokens('rp over', 1, model => 'm', provider => 'rep');
SELECT * FROM meter_verify() WHERE account = 'rp over';

-- several calls that cost less at once: the grant gets back all that none of them needs any more
SELECT FROM meter_set_plan('rp dated');
SELECT FROM meter_set_limit('c', 'cost', 10, 'day', plan => 'rp dated');
SELECT FROM meter_set_account('rp b', plan => 'rp dated');
SELECT price_per_million FROM meter_set_price('rep', 'q', 'input', 5, effective_from => '2020-01-01', allow_past => true);
SELECT price_per_million FROM meter_set_price('rep', 'q', 'input', 1, effective_from => '2010-01-01', allow_past => true);
SELECT FROM meter_grant('rp b', 'c', 3);
SELECT cost FROM (VALUES (3000000), (6000000)) t (n), LATERAL meter_add_tokens('rp b', n, model => 'q', provider => 'rep', enforce => false);
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp b', prices_at => '2010-06-01');
SELECT spent, remaining FROM meter_grants('rp b');
-- a refund gives back what the call has come to: what a correction gave back is not given back again
SELECT FROM meter_set_account('rp f', plan => 'rp granted');
SELECT FROM meter_grant('rp f', 'money', 30);
SELECT cost FROM (VALUES (1000000, 'm'), (1000000, 'q'), (2000000, 'm')) t (n, model),
       LATERAL meter_add_tokens('rp f', n, model => t.model, provider => 'rep');
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp f', model => 'q', prices_at => '2010-06-01');
SELECT r.cost FROM (SELECT usage_id FROM meter.usage_log WHERE account = 'rp f' AND tokens = 1000000 ORDER BY usage_id) u, LATERAL meter_refund('rp f', u.usage_id) r;
SELECT used, remaining FROM meter_status('rp f');
SELECT spent, remaining FROM meter_grants('rp f');
-- what the first correction of a statement spends of a grant stays spent, though the second one lowers the sum
SELECT price_per_million FROM meter_set_price('rep', 'r', 'input', 1, effective_from => '2020-01-01', allow_past => true);
SELECT price_per_million FROM meter_set_price('rep', 'r', 'input', 5, effective_from => '2010-01-01', allow_past => true);
SELECT FROM meter_set_account('rp h', plan => 'rp granted');
SELECT FROM meter_set_limit('money', 'cost', 6, 'never', account => 'rp h');
SELECT FROM meter_grant('rp h', 'money', 10);
SELECT cost FROM (VALUES ('r'), ('q')) t (model), LATERAL meter_add_tokens('rp h', 1000000, model => t.model, provider => 'rep');
SELECT model, changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp h', prices_at => '2010-06-01');
SELECT cost, grant_amounts FROM meter.usage_log WHERE account = 'rp h' AND adjusts IS NOT NULL ORDER BY usage_id;
SELECT s.used, s.remaining, g.spent, g.remaining FROM meter_status('rp h') s, meter_grants('rp h') g WHERE s.limit_name = 'money';
-- what is owed is paid once all corrections of a statement are done: of 9 the cap has 4, and the grant pays 5
SELECT FROM meter_set_account('rp i', plan => 'rp granted');
SELECT FROM meter_set_limit('money', 'cost', 4, 'never', account => 'rp i');
SELECT FROM meter_grant('rp i', 'money', 8);
SELECT allowed, cost FROM (VALUES (2200000), (1000000)) t (n), LATERAL meter_add_tokens('rp i', n, model => 'q', provider => 'rep', enforce => false);
SELECT s.used, s.remaining, g.spent FROM meter_status('rp i') s, meter_grants('rp i') g WHERE s.limit_name = 'money';
SELECT price_per_million FROM meter_set_price('rep', 'q', 'input', 2.8125, effective_from => '2011-01-01', allow_past => true);
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp i', prices_at => '2011-06-01');
SELECT cost, grant_amounts FROM meter.usage_log WHERE account = 'rp i' AND adjusts IS NOT NULL ORDER BY usage_id;
SELECT s.used, s.remaining, g.spent FROM meter_status('rp i') s, meter_grants('rp i') g WHERE s.limit_name = 'money';
-- a grant that has expired pays for nothing any more
SELECT FROM meter_set_account('rp e', plan => 'rp granted');
SELECT FROM meter_grant('rp e', 'money', 10, expires_at => '2026-03-11 13:00+00');
SELECT cost FROM meter_add_tokens('rp e', 2000000, model => 'q', provider => 'rep', at => '2026-03-11 12:00+00', enforce => false);
SET token_meter.clock = '2026-03-11 14:00+00';
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp e', prices_at => '2010-06-01');
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp e');
SELECT used, cap FROM meter_status('rp e');
SELECT spent, expired FROM meter.allotments a JOIN meter.counters c USING (counter_id) WHERE c.account = 'rp e';
SET token_meter.clock = '2026-03-11 12:00+00';
-- an alert is by the sum and the cap as the correction leaves them: a cap that was lowered lets no more stand above it than there is
SELECT price_per_million FROM meter_set_price('rep', 's', 'input', 4, effective_from => '2020-01-01', allow_past => true);
SELECT price_per_million FROM meter_set_price('rep', 's', 'input', 3, effective_from => '2010-01-01', allow_past => true);
SELECT FROM meter_set_account('rp k', plan => 'rp granted');
SELECT FROM meter_set_limit('money', 'cost', 10, 'never', account => 'rp k', thresholds => '{85}');
SELECT FROM meter_grant('rp k', 'money', 1);
SELECT used FROM meter_add_tokens('rp k', 2000000, model => 's', provider => 'rep');
SELECT FROM meter_set_limit('money', 'cost', 5, account => 'rp k');
SELECT used, cap FROM meter_status('rp k') WHERE limit_name = 'money';
SELECT changed, difference FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp k', prices_at => '2010-06-01');
SELECT threshold, used, cap, remaining FROM meter.alerts WHERE account = 'rp k';
SELECT used, cap, remaining FROM meter_status('rp k') WHERE limit_name = 'money';
-- a real price never gives way to the fallback's
SELECT FROM meter_set_setting('unknown_model', 'fallback');
SELECT model, changed, unpriced FROM meter_reprice('2026-03-11 00:00+00', '2026-03-12 00:00+00', account => 'rp b', prices_at => '2000-01-01');
SELECT FROM meter_set_setting('unknown_model', 'record');
-- models are told with what any of their calls lacks
SELECT cost FROM meter_add_tokens('rp e', 100, model => 'zz', provider => 'rep', cache_read_tokens => 100, other_units => '{"web_search": 1}', enforce => false);
SELECT cost FROM meter_add_tokens('rp e', 100, model => 'zz', provider => 'rep', cache_write_tokens => 100, other_units => '{"zebra": 1}', enforce => false);
SELECT price_per_million FROM meter_set_price('rep', 'zz', 'input', 1);
SELECT price_per_million FROM meter_set_price('rep', 'zz', 'zebra', 1);
SELECT missing, calls, input_tokens FROM meter_unpriced() WHERE model = 'zz';

-- a region of Bedrock's that a name tells reaches calls from before it was kept, too
SELECT FROM meter_set_price('bedrock', 'anthropic.claude-x', 'input', 10) p, meter_set_price('bedrock', 'anthropic.claude-x', 'factor:endpoint:regional', 1.1) f;
SELECT usage_id AS usage, cost FROM meter_add_tokens('rp r', 1000, model => 'us.anthropic.claude-x', provider => 'bedrock') \gset
UPDATE meter.usage_log SET conditions = NULL WHERE usage_id = :usage;
SELECT :cost AS cost, changed, difference FROM meter_reprice(meter_now() - interval '1 day', meter_now() + interval '1 hour', account => 'rp r', prices_at => meter_now());

-- a month that has ended, counted late from the log by a limit that came afterwards
SET token_meter.clock = '2026-04-02 12:00+00';
SELECT FROM meter_set_limit('late', 'cost', 50, 'year', account => 'rp other');
SELECT allowed FROM meter_add_tokens('rp other', 1, model => 'm', provider => 'rep');
SELECT limit_name, used FROM meter_status('rp other') ORDER BY 1;
SELECT changed, difference FROM meter_reprice('2026-03-01 00:00+00', '2026-04-01 00:00+00', account => 'rp other', prices_at => meter_now());
SELECT limit_name, used FROM meter_status('rp other') ORDER BY 1;
SELECT * FROM meter_verify() WHERE account LIKE 'rp%';

SELECT meter_reprice('2026-03-02', '2026-03-01');
SELECT meter_reprice(NULL, '2026-03-01');
SELECT meter_reprice('-infinity', 'infinity');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM meter_reprice('2026-03-01', '2026-03-02', dry_run => true);
SELECT meter_reprice('2026-03-01', '2026-03-02');
ROLLBACK;
SELECT FROM meter_set_setting('unknown_model', 'fallback');
