"""Entries of several releases in one Redis, whose responses have different forms."""

from zlib import crc32

import pytest
from redis import Redis

from seller_orders.adapters.outbound.redis.connection import BoundedRedis
from seller_orders.adapters.outbound.redis.order_cache import RedisOrderCache
from seller_orders.testing.contracts.order_cache import KEY, cached, read, version
from tests.contracts.caches import redis_cache
from tests.support.servers import redis_url

PLACE = "seller-orders:1:{dom_1/ord_1}"


@pytest.fixture
def redis() -> Redis:
    """An empty Redis."""
    redis_cache(600)
    return Redis.from_url(redis_url())


def cache(form: str, ttl_s: float = 600) -> RedisOrderCache:
    return RedisOrderCache(BoundedRedis(redis_url()), ttl_s, form)


def store_without_form(redis: Redis, number: int) -> None:
    """Store an entry as releases do whose entries have no form."""
    body = version(number).body
    checksum = b"%08x" % crc32(body, crc32(str(number).encode()))
    redis.hset(PLACE, mapping={"version": number, "checksum": checksum, "body": body})


@pytest.mark.usefixtures("redis")
def test_an_entry_of_another_form_is_a_miss():
    one, other = cache("one"), cache("other")
    read(one, version(1))

    assert cached(other) is None
    read(other, version(1))
    assert (cached(one), cached(other)) == (version(1), version(1))


@pytest.mark.usefixtures("redis")
def test_an_invalidation_is_of_every_form():
    forms = cache("one"), cache("other")
    for each in forms:
        read(each, version(1))

    forms[0].invalidate(KEY, 2)

    for each in forms:
        read(each, version(1))
        assert cached(each) is None


@pytest.mark.usefixtures("redis")
def test_a_newer_entry_deletes_those_of_other_forms():
    one, other = cache("one"), cache("other")
    with one.slot(KEY) as slot:
        slot.get()
        slot.put(version(1))
    with other.slot(KEY) as slot:
        slot.get()
        slot.put(version(2))

    assert cached(other) == version(2)
    assert cached(one) is None


@pytest.mark.usefixtures("redis")
def test_a_reader_of_one_form_waits_for_none_of_another():
    """The second reader loads after the first, whose entry it cannot use."""
    one, other = cache("one"), cache("other")
    with one.slot(KEY) as slot:
        assert slot.get() is None
        slot.put(version(1))
        with other.slot(KEY) as second:
            assert second.get() is None
            second.put(version(1))

    assert cached(other) == version(1)


def test_an_entry_without_a_form_is_a_miss(redis: Redis):
    store_without_form(redis, 1)

    assert cached(cache("one")) is None


def test_an_older_entry_beside_a_newer_without_form_is_a_miss(redis: Redis):
    one = cache("one")
    read(one, version(1))
    store_without_form(redis, 2)

    read(one, version(1))
    assert cached(one) is None
    read(one, version(2))
    assert cached(one) == version(2)
    assert redis.hget(PLACE, "body") == version(2).body


def test_a_newer_entry_deletes_an_older_without_form(redis: Redis):
    store_without_form(redis, 1)

    read(cache("one"), version(2))

    assert redis.hget(PLACE, "body") is None


def test_an_entry_beside_another_expires_with_it(redis: Redis):
    read(cache("one", ttl_s=100), version(1))
    read(cache("other", ttl_s=900), version(1))

    assert redis.ttl(PLACE) <= 100
