-- Which months of the log have had a partition, and what the rows of those charged that are no longer in it: so that old months can go,
-- and each counter is still what it was charged.
CREATE TABLE IF NOT EXISTS months (
    month   date PRIMARY KEY,
    gone_at timestamptz,  -- taken out of the log by meter_detach_log; its sums stand in month_sums

    CONSTRAINT month_begins CHECK (extract(day FROM month) = 1)
);
COMMENT ON TABLE months IS 'the months of the usage log that were given a partition';

CREATE TABLE IF NOT EXISTS month_sums (
    month        date NOT NULL REFERENCES months,
    counter_id   bigint NOT NULL,
    used         numeric NOT NULL,            -- what rows of that month have charged the counter
    not_enforced numeric NOT NULL DEFAULT 0,  -- and of it, what was recorded whatever the limit said

    PRIMARY KEY (month, counter_id)
);
COMMENT ON TABLE month_sums IS 'what the rows of a month that is no longer in the usage log had charged each counter';
