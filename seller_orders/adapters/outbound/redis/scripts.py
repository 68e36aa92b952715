"""What the cache does in Redis, each in one atomic step there.

A key's entry is a hash of version, checksum and body; with no body it is a fence, left behind by an
invalidation. Beside it lies the token of the reader that has the task of loading it.
"""

from typing import Final

CLAIM: Final = """
local entry = redis.call('HMGET', KEYS[1], 'version', 'checksum', 'body')
if entry[3] then
  return entry
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {'load'}
end
if redis.call('PTTL', KEYS[2]) > tonumber(ARGV[2]) then
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
  return {'load'}
end
return {'wait'}
"""
"""Return the entry, or the task of loading it, or word that another reader has that task.

A task that lasts longer than it was given for is taken over: the server's clock was set back.
"""

KEEP: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
if tonumber(redis.call('HGET', KEYS[1], 'version') or '0') > tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'checksum', ARGV[3], 'body', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
"""
"""Keep an entry, if its reader still has the task and no newer version is known."""

RELEASE: Final = """
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
"""
"""Give the task of loading back, unless it has been taken away."""

DISCARD: Final = "redis.call('DEL', KEYS[1])"
"""Drop an entry that is not what it should be; who loads it keeps the task."""

INVALIDATE: Final = """
if tonumber(redis.call('HGET', KEYS[1], 'version') or '0') < tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'version', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
"""
"""Leave a fence behind, and take the task away from whoever loads an older version."""
