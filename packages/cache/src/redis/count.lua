-- Adds ARGV[1] to the counter KEYS[1], whose window opens with the first and lasts ARGV[2] milliseconds.
-- Gives the count and the milliseconds that are left. What is no number counts for nothing: it is replaced.
local value = redis.pcall('INCRBY', KEYS[1], ARGV[1])
if type(value) == 'table' then
  redis.call('SET', KEYS[1], ARGV[1])
  value = tonumber(ARGV[1])
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { value, left }
