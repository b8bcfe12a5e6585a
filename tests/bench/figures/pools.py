"""What the figures with a pool share."""
from lib.database import value


def tell_of_stripes(session, database):
    stripes = value(session.cluster, "SELECT stripes FROM meter.limits WHERE limit_name = 'bought'", database)
    session.note("the pool is one row: this token_meter has no stripes yet" if stripes == "1"
                 else f"the pool has {stripes} stripes")
