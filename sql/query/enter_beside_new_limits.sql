-- $1 accounts: enters their charges, and waits first for those in flight that may have missed a limit
SELECT meter.enter_beside_new_limits($1)
