-- Puts a value into KEYS[1] if it holds what is expected; 1 if it did. What isn't a text counts as no value.
-- ARGV: whether a value is expected, that value, whether there is a next one, that value, its milliseconds.
local expected = ARGV[1] == '1' and ARGV[2]
local held = redis.call('TYPE', KEYS[1]).ok == 'string' and redis.call('GET', KEYS[1])
if held ~= expected then
  return 0
end
if ARGV[3] == '1' then
  redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[5])
else
  redis.call('DEL', KEYS[1])
end
return 1
