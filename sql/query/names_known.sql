-- $1 provider, $2 model, both as a call has them: whether a provider has the model's name, and a model the provider's
SELECT EXISTS (SELECT FROM meter.prices p WHERE p.provider = $2 AND p.provider <> '*'),
       EXISTS (SELECT FROM meter.prices p WHERE lower(p.model) = lower($1) AND p.model <> '*')
