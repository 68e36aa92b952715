"""Every field of an order that a row or a column forgets is named by the test that fails."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from attrs import evolve

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.domain.order import Order
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep, kept
from tests.contracts.stores import STORES
from tests.support.order_fields import differing_fields, varied_orders

_read = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with STORES[request.param]() as opened:
        yield opened


@pytest.fixture(scope="module")
def added(store: Store) -> list[Order]:
    """Orders in which every field varies, each added in a domain of its own."""
    orders = [evolve(order, domain_id=fresh_domain()) for order in varied_orders()]
    keep(store, *orders)
    return orders


def test_every_field_survives_its_rows(store: Store, added: list[Order]):
    lost = {
        name
        for order in added
        for name in differing_fields(order, kept(store, order.id, order.domain_id))
    }

    assert lost == set()


def test_every_field_is_in_the_detail_of_its_rows(store: Store, added: list[Order]):
    def shown(order: Order) -> Order:
        detail = store.reader.detail(order.domain_id, order.id).unwrap()
        return order_of(_read(encode(detail))).unwrap()

    lost = {name for order in added for name in differing_fields(order, shown(order))}

    assert lost == set()


def test_every_field_survives_a_change_of_its_rows(store: Store):
    """Each order is stored over another one."""
    orders = varied_orders()
    lost = set[str]()

    for before, after in pairwise(orders):
        domain_id = fresh_domain()
        keep(store, evolve(before, domain_id=domain_id))
        changed = evolve(after, domain_id=domain_id, id=before.id)
        with store.begin(domain_id) as tx:
            tx.orders.get(domain_id, before.id)
            tx.orders.save(changed)
            tx.commit()
        lost.update(differing_fields(changed, kept(store, before.id, domain_id)))

    assert lost == set()
