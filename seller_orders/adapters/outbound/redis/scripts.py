"""Lua scripts of the order cache, each atomic.

An entry is a hash of version, checksum and body. Without a body it is a fence, left by an
invalidation. A second key holds the token of the reader that is loading the entry.
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
"""Return the entry, ``load`` with the token set, or ``wait`` if another reader is loading.

A token whose time to live exceeds the maximum is replaced: the server's clock was set back.
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
"""Store an entry if its reader still holds the token and no newer version is known."""

RELEASE: Final = """
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
"""
"""Delete the token, unless it was revoked."""

DISCARD: Final = "redis.call('DEL', KEYS[1])"
"""Delete a corrupt entry; the reader that loads it keeps its token."""

INVALIDATE: Final = """
if tonumber(redis.call('HGET', KEYS[1], 'version') or '0') < tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'version', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
"""
"""Set the fence, and revoke the token of a reader that loads an older version."""
