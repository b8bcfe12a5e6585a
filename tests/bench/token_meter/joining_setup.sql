-- Accounts that join a team and leave it, and one whose transaction stays open.
SELECT FROM meter_set_account('team', plan => 'bench');
SELECT FROM meter_set_account('joining', plan => 'bench');
SELECT FROM meter_add_tokens('joining', 1);
SELECT FROM meter_set_account('changing', plan => 'bench');
