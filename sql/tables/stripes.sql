-- A counter that many charge at once deals out what is left of its limit, and each backend charges a stripe of its own: it
-- waits for nobody's commit. What stands on the stripes is gathered before anything else decides by the counter.
CREATE TABLE IF NOT EXISTS stripes (
    counter_id   bigint NOT NULL,  -- no foreign key: a row that a transaction updates twice would have it lock the counter
    deal         integer NOT NULL, -- the how manieth of its counter: a new one has new rows, far from the old ones' versions
    stripe       smallint NOT NULL,
    used         numeric NOT NULL DEFAULT 0,  -- on top of the counter's own
    reserved     numeric NOT NULL DEFAULT 0,  -- likewise; negative where holds were settled here that were made elsewhere
    room         numeric NOT NULL DEFAULT 0,  -- used and reserved stay below it; Infinity where nothing bounds it
    charges_left integer NOT NULL,            -- then it is time for new rows
    terms        bigint NOT NULL,             -- of the limit, as it was when this was dealt
    grant_id     bigint,                      -- which pays for what is used here; NULL: the limit's own cap

    PRIMARY KEY (counter_id, deal, stripe),
    CONSTRAINT stripe_has_room CHECK (used + reserved <= room)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.02);  -- each row has a page's room for its HOT updates
COMMENT ON TABLE stripes IS 'parts of a counter that many charge at once, each with its share of what was left; see counters.dealt';
