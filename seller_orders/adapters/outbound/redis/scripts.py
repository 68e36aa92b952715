"""Lua scripts of the order cache, each atomic.

A key's hash holds the newest known version of an order, and an entry of body, checksum and version
for each form of the response. Releases that write different forms share the hash, so each
invalidates the other's entries, but reads its own alone. Earlier releases have one entry without
a form: ``body`` and ``checksum``. Without entries the hash is a fence, left by an invalidation.
A second key holds the token of the reader that is loading an entry, of any form.
"""

from typing import Final

CLAIM: Final = """
local form = ':' .. ARGV[3]
local newest = redis.call('HGET', KEYS[1], 'version')
local entry = redis.call('HMGET', KEYS[1], 'version' .. form, 'checksum' .. form, 'body' .. form)
if entry[3] and entry[1] == newest then
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

An earlier release that stores a newer version leaves this form's older entry, which is a miss.
A token whose time to live exceeds the maximum is replaced: the server's clock was set back.
"""

KEEP: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
local newest = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if newest > tonumber(ARGV[2]) then
  return 0
end
if newest < tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
end
local has_entries = redis.call('HLEN', KEYS[1]) > 1
local form = ':' .. ARGV[6]
redis.call('HSET', KEYS[1], 'version', ARGV[2],
  'version' .. form, ARGV[2], 'checksum' .. form, ARGV[3], 'body' .. form, ARGV[4])
if not has_entries then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return 1
"""
"""Store an entry if its reader still holds the token and no newer version is known.

Older entries are deleted. An entry beside another one expires with it, so that none lives longer.
"""

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
