-- What the meter has given its tables, written down when it made them: so that what a tool or a hand has taken away since is
-- noticed, told by meter_doctor() and put back by meter_init(). It is read from the catalog, not written a second time. What an
-- operator has added is theirs, and not looked at.
CREATE TABLE IF NOT EXISTS given (
    kind       text NOT NULL,
    object     text NOT NULL,     -- table, or table.column, table.constraint ...
    place      integer NOT NULL,  -- in which order it is put back
    definition text NOT NULL,
    make       text,              -- the SQL that makes it; NULL: by hand
    change     text,              -- the SQL that makes it of another of its name

    PRIMARY KEY (kind, object)
);
COMMENT ON TABLE given IS 'what the meter has given its tables: columns, constraints, indexes, triggers, policies, privileges; see meter_doctor';
