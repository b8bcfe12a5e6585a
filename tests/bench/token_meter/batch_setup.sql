-- Batches made beforehand, so that making them is not measured: each of 1,000 events of any of the accounts.
CREATE TABLE batches AS
SELECT batch, jsonb_agg(jsonb_build_object(
           'account', 'a' || 1 + floor(random() * :accounts)::integer, 'input_tokens', 200 + floor(random() * 1800)::integer,
           'output_tokens', 300, 'model', 'bench-1', 'provider', 'bench', 'cache_read_tokens', 100)) AS events
  FROM generate_series(1, 100) batch, generate_series(1, 1000) event
 GROUP BY batch;
CREATE UNIQUE INDEX ON batches (batch);
