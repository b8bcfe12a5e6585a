SELECT etag, last_modified, imported_at
  FROM meter.price_lists
 WHERE address = $1 AND options = $2
