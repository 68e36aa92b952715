from hashlib import sha256

import pytest
from sqlalchemy import Engine, create_engine

from seller_orders.adapters.outbound.sql.connection.host_transaction import on_host_engine
from seller_orders.adapters.outbound.sql.connection.named_schema import (
    lock_key,
    notify_channel,
    qualified,
)


def engine(schema: str | None) -> Engine:
    return on_host_engine(create_engine("postgresql+psycopg://localhost/none"), schema)


@pytest.mark.parametrize("schema", [None, "public"])
def test_public_keeps_the_names_of_earlier_releases(schema: str | None):
    key = int.from_bytes(sha256(b"dom_1").digest()[:8], signed=True)

    assert lock_key(engine(schema), "dom_1") == key
    assert notify_channel(engine(schema)) == "seller_orders_outbox"


def test_each_schema_has_names_of_its_own():
    schemas = (None, "orders", "order", "o" * 63)

    for name in (lambda each: lock_key(each, "dom_1"), notify_channel):
        assert len({name(engine(schema)) for schema in schemas}) == len(schemas)


def test_names_are_quoted_and_short_enough():
    assert qualified(engine("order"), "orders") == '"order".orders'
    assert qualified(engine(None), "orders") == "orders"
    assert len(notify_channel(engine("o" * 63))) == 63
