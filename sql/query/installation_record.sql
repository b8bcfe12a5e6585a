-- $1 schema version
INSERT INTO meter.installation (schema_version) VALUES ($1)
