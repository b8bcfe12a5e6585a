"""What `make bench` measures, one figure a file: NAME, TITLE and measure(session).

A ratio asked for is a goal of the project, not a test: a machine under load reaches what it reaches.
"""
from figures import (against_redis, batch, check, first_calls, four_limits, growth, holds, hot_pool, joins, memory, old_snapshot,
                     one_limit, plan_changes, reports, rolling, sql_edition, team)

FIGURES = (one_limit, sql_edition, hot_pool, team, four_limits, rolling, first_calls, check, holds, batch, plan_changes, joins, against_redis, growth, memory, old_snapshot, reports)
