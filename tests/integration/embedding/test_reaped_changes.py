"""Changes that the reaper makes by the real clock, on both databases."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from seller_orders import (
    CreateFulfillment,
    CreateOrder,
    ExportOrders,
    HoldOrder,
    HoldReason,
    HoldRequest,
    ItemQuantity,
    Shipment,
    UseCases,
    embed,
)
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import outcome_of
from tests.contracts.stores import ENGINES
from tests.support.drafts import draft

HOLDS_FOR = timedelta(seconds=1)
ENDS_WITHIN_S = 60.0


@pytest.fixture(params=ENGINES)
def orders(request: pytest.FixtureRequest) -> Iterator[UseCases]:
    with ENGINES[request.param]() as engine:
        yield embed(engine)


def create(orders: UseCases, ship_by: datetime | None = None) -> Order:
    new = evolve(draft(order_id="ord_1", order_number=None), ship_by=ship_by)
    return orders.create_order(CreateOrder(domain_id="dom_1", by="test", draft=new)).unwrap()


def current(orders: UseCases) -> Order:
    (order,) = orders.export_orders(ExportOrders("dom_1"))
    return order


def test_a_hold_ends_and_its_release_is_recorded(orders: UseCases):
    line = create(orders).lines[0].id
    until = datetime.now(UTC) + HOLDS_FOR
    request = HoldRequest(reason=HoldReason.OTHER, until=until)
    hold = HoldOrder(domain_id="dom_1", order_id="ord_1", by="test", request=request)
    shipment = Shipment(items=(ItemQuantity(line, 1),))
    ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="test", shipment=shipment)
    orders.hold_order(hold).unwrap()
    orders.reap()
    # On a busy machine the hold may have ended before it could be reaped.
    assert len(current(orders).holds) == 1 or datetime.now(UTC) >= until

    deadline = time.monotonic() + ENDS_WITHIN_S
    while current(orders).holds:
        assert time.monotonic() < deadline
        time.sleep(0.05)
        orders.reap()

    released = current(orders).timeline[-1]
    assert (released.type, released.by, released.at >= until) == ("order.released", "system", True)
    assert outcome_of(orders.create_fulfillment(ship)) == "ok"


def test_lateness_is_recorded_once(orders: UseCases):
    create(orders, ship_by=datetime(2026, 1, 1, tzinfo=UTC))

    for _ in range(3):
        orders.reap()

    assert [entry.type for entry in current(orders).timeline] == ["order.created", "order.late"]
    assert current(orders).timeline[-1].data == {"ship_by": "2026-01-01T00:00:00Z"}
