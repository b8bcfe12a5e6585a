-- Which rows of each table are an end user's own: none, or those of a condition.
SELECT protect(operators.table_name, NULL)
  FROM unnest('{installation,given,departures,new_limits,new_limits_met,months,month_sums,rollups,rollup_kinds,rollup_state,settings,idempotency_keys,pools,seeds,reservations,allotments,stripes,prices,model_rules,price_lists}'::text[])
       operators (table_name);
SELECT protect(own.table_name, 'account = (SELECT meter.current_account())')
  FROM unnest('{accounts,usage_log,usage_log_default,denials,holds,key_sources}'::text[]) own (table_name);
SELECT protect('plans', 'plan = (SELECT a.plan FROM meter.accounts a WHERE a.account = (SELECT meter.current_account()))'),
       protect('limits', '(account = (SELECT meter.current_account()) OR '
                      || 'plan = (SELECT a.plan FROM meter.accounts a WHERE a.account = (SELECT meter.current_account()))) '
                      || 'AND limit_id <> ALL ((SELECT meter.hidden_limits())::bigint[])');
SELECT protect(own.table_name, 'account = (SELECT meter.current_account()) '
                            || 'AND limit_id <> ALL ((SELECT meter.hidden_limits())::bigint[])')
  FROM unnest('{counters,alerts}'::text[]) own (table_name);
-- what was bought of a limit on the provider's cost tells as much as its cap
SELECT protect('grants', 'account = (SELECT meter.current_account()) '
                      || 'AND (unit <> ''cost'' OR cardinality((SELECT meter.hidden_limits())::bigint[]) = 0)');
