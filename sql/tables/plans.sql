CREATE TABLE IF NOT EXISTS plans (
    plan        text PRIMARY KEY,
    description text,
    is_default  boolean NOT NULL DEFAULT false,
    markup      numeric,  -- factor on the provider's cost; NULL: charged at cost
    created_at  timestamptz NOT NULL DEFAULT now(),
    marked_up   boolean NOT NULL DEFAULT false,  -- it has a markup, or has had one

    CONSTRAINT plan_name_valid CHECK (btrim(plan) <> '' AND octet_length(plan) <= 255),
    CONSTRAINT markup_valid CHECK (markup > 0 AND markup < 1000 AND scale(trim_scale(markup)) <= 6),
    CONSTRAINT markup_is_remembered CHECK (marked_up OR coalesce(markup, 1) = 1)
);
CREATE UNIQUE INDEX IF NOT EXISTS plans_one_default ON plans (is_default) WHERE is_default;

COMMENT ON TABLE plans IS 'named sets of limits; every account is on one, new accounts land on the default';
COMMENT ON CONSTRAINT plan_name_valid ON plans IS
    'invalid plan name|A plan name has 1 to 255 bytes and is not blank.';
COMMENT ON CONSTRAINT markup_valid ON plans IS
    'invalid markup|A markup is a factor above 0 and below 1000 with at most 6 decimals, such as 1.2; 1 charges the provider''s cost.';
COMMENT ON CONSTRAINT markup_is_remembered ON plans IS
    'a markup must be remembered|Set markup with meter_set_plan.';
