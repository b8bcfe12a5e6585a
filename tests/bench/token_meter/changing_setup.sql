-- An account on a plan whose limits change.
SELECT FROM meter_set_plan('changing');
SELECT FROM meter_set_account('changing', plan => 'changing');
