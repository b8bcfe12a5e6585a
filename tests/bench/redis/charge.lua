-- The same work in Redis: check and add, then append to a stream what the usage row holds. Money is counted in units of
-- 10^-9 USD, for Lua has floats only. KEYS: the counter, the log. ARGV: input, output and cached tokens, cap.
local input, output, cached, cap = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used + input + output > cap then
    return {0, cap - used, 0}
end
local cost = (input - cached) * 150 + cached * 75 + output * 600
redis.call('INCRBY', KEYS[1], input + output)
redis.call('XADD', KEYS[2], '*', 'account', KEYS[1], 'provider', 'bench', 'model', 'bench-1', 'input_tokens', input,
           'output_tokens', output, 'cache_read_tokens', cached, 'cost', cost, 'price_id', 1)
return {1, cap - used - input - output, cost}
