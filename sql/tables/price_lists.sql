-- From which addresses price lists were imported, and which version of each list the prices come from: an import that finds the
-- same version there has nothing to do.
CREATE TABLE IF NOT EXISTS price_lists (
    address       text PRIMARY KEY,          -- without user, password and query
    options       text NOT NULL,             -- how the list was read; read in another way it is imported anew
    etag          text,                      -- as the server sent it; NULL: it sent none
    last_modified text,
    imported_at   timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT price_list_address_valid CHECK (btrim(address) <> '' AND octet_length(address) <= 2048
        AND address !~ '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*@|[^#]*[?])'),
    CONSTRAINT price_list_version_valid CHECK (octet_length(options) <= 1024
        AND octet_length(etag) <= 1024 AND octet_length(last_modified) <= 1024)
);
COMMENT ON TABLE price_lists IS 'addresses that price lists were imported from, and which version of each was imported last';
COMMENT ON CONSTRAINT price_list_address_valid ON price_lists IS
    'invalid address|An address has 1 to 2,048 bytes, is not blank, and tells no user, password or query: a secret may be in them.';
COMMENT ON CONSTRAINT price_list_version_valid ON price_lists IS
    'invalid version of a price list|The options, the etag and last_modified have up to 1,024 bytes each.';
