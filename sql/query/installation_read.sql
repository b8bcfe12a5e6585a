SELECT i.schema_version FROM meter.installation i
