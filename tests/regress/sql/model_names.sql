-- Providers answer with names that no price list has: dated, prefixed, routed. What was charged says by which rule.
\set SHOW_CONTEXT never
SET token_meter.clock = '2026-03-10 12:00+00';
SELECT FROM meter_set_plan('mn plan');
SELECT FROM meter_set_account('mn', plan => 'mn plan');
SELECT FROM meter_set_price('vend', 'tin-1', 'input', 1);
SELECT FROM meter_set_price('vend', 'ft:tin-1', 'input', 3);
SELECT FROM meter_set_price('bedrock', 'anthropic.zinc-v1:0', 'input', 5);
SELECT FROM meter_set_price('anthropic', 'zinc', 'input', 7);
SELECT FROM meter_set_price('cloud', 'tin-1-20250101', 'input', 9);

CREATE TEMP TABLE names (n serial, provider text, model text);
INSERT INTO names (provider, model) VALUES
    ('vend', 'tin-1'), ('vend', 'tin-1-2025-06-30'), ('vend', 'tin-1-20250630'), ('vend', 'tin-1@20250630'),
    ('vend', 'vend/tin-1'), (NULL, 'vend/tin-1-2025-06-30'), ('router', 'vend/tin-1'), ('vend', 'models/tin-1'),
    -- a price of the date itself comes first, and the provider's before the vendor's
    ('cloud', 'tin-1-20250101'), ('cloud', 'vend/tin-1-20250101'),
    ('bedrock', 'us.anthropic.zinc-v1:0'), ('bedrock', 'eu.anthropic.zinc-20250101-v2:0'),
    ('bedrock', 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.zinc-v1:0'),
    -- a fine-tune never has the price of its base
    ('vend', 'ft:tin-1:acme::abc'), ('vend', 'ft:tin-1-2025-06-30:acme::abc'), ('vend', 'ft:tin-2:acme::abc'),
    -- neither of these is a date
    ('vend', 'tin-1-0630'), ('vend', 'tin-1-turbo');
SELECT allowed FROM names, LATERAL meter_add_tokens('mn', 1000000, provider => provider, model => model) GROUP BY allowed;
SELECT n.provider, n.model, u.cost, u.price_match
  FROM names n JOIN meter.usage_log u ON u.account = 'mn' AND u.model = n.model AND u.provider IS NOT DISTINCT FROM n.provider ORDER BY n;
-- a name that two vendors price apart is no guess
SELECT FROM meter_set_price('other', 'tin-1', 'input', 2);
SELECT meter_cost('tin-1-2025-06-30', 1000000);
SELECT meter_cost('tin-1-2025-06-30', 1000000, provider => 'other');
SELECT * FROM meter_verify() WHERE account = 'mn';
