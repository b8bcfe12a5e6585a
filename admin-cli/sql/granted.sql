SELECT r.role, has_schema_privilege(r.role, to_regnamespace($3), 'USAGE') AS has_schema, pg_has_role(r.role, $2, 'USAGE') AS inherits
  FROM unnest(ARRAY[$1::name, $2]) r (role)
