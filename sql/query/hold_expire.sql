-- $1 account, $2 now: expired holds give their places back
UPDATE meter.holds h SET slot = NULL WHERE h.account = $1 AND h.slot IS NOT NULL AND h.expires_at <= $2
