-- Adds ARGV[1] to the counter KEYS[1], whose window opens with the first and lasts ARGV[2] milliseconds.
-- Gives the count and the milliseconds that are left.
local value = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { value, left }
