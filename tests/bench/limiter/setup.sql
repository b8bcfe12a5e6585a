-- A rate limiter alone: a bucket that fills steadily, and one statement that takes from it. No log, no price, no period.
CREATE TABLE buckets (
    bucket    text PRIMARY KEY,
    tokens    numeric NOT NULL,
    filled_at timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE FUNCTION take(bucket text, amount numeric, capacity numeric, a_second numeric) RETURNS boolean
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    UPDATE buckets b
       SET tokens = least($3, b.tokens + $4 * extract(epoch FROM clock_timestamp() - b.filled_at)) - $2, filled_at = clock_timestamp()
     WHERE b.bucket = $1 AND least($3, b.tokens + $4 * extract(epoch FROM clock_timestamp() - b.filled_at)) >= $2;
    RETURN FOUND;
END $$;

INSERT INTO buckets SELECT 'b' || n, 1000000000000, now() FROM generate_series(1, :accounts) n;
