"""The benchmark's reference writes orders as the product does, and leaves the product no work."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import Engine

from bench.reference import Database, create_app
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import postgresql_engine, sql_store
from tests.support.servers import as_administrator

_SHIPMENT = {"items": [{"id": "pasta", "quantity": 1}], "shipping_method": "express"}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with postgresql_engine() as migrated:
        yield migrated


@pytest.fixture
def reference(engine: Engine) -> Iterator[FlaskClient]:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(Database(as_administrator(url))) as database:
        yield create_app(database, Redis()).test_client()


@pytest.mark.parametrize(
    ("method", "path", "body", "change"),
    [
        ("PATCH", "orders/ord_1/status", {"status": "confirmed"}, "order.status_changed"),
        ("POST", "orders/ord_1/fulfillments", _SHIPMENT, "order.fulfillment_created"),
        ("POST", "orders/ord_1/cancel", {"reason": "customer_request"}, "order.cancelled"),
        (
            "PATCH",
            "orders/bulk",
            {"order_ids": ["ord_1"], "data": {"status": "confirmed"}},
            "order.status_changed",
        ),
    ],
)
def test_the_product_reads_what_the_reference_writes(
    engine: Engine, reference: FlaskClient, method: str, path: str, body: object, change: str
):
    store = sql_store(engine)
    keep(store, order())

    response = reference.open(f"/dom_1/{path}", method=method, json=body)

    assert response.status_code in {200, 201}
    assert [entry.type for entry in kept(store).timeline] == [change]
    assert store.reaper.complete_search_data() == 0
