-- What a page tells of its account: neither metadata nor subject, which are the app's.
SELECT a.account, a.plan, a.parent,
       ARRAY(SELECT k.provider FROM meter.key_sources AS k WHERE k.account = a.account AND k.key_source = 'own' ORDER BY k.provider) AS own_keys
FROM meter.accounts AS a
WHERE a.account = $1
