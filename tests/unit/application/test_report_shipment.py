"""Carriers' reports are recorded as changes."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.domain.courier_report import CourierReport
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.testing.sample_order import fulfillment, outcome_of
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable


def of_carrier(status: str = "pending") -> Fulfillment:
    bare = fulfillment(status)
    return evolve(bare, shipment=evolve(bare.shipment, provider_id="fast"))


def report(status: str | None = None, **fields: Any) -> ReportShipment:
    usual: dict[str, Any] = {
        "domain_id": "dom_1",
        "order_id": "ord_1",
        "fulfillment_id": "ful_1",
        "provider_id": "fast",
        "report": CourierReport(status=FulfillmentStatus(status)) if status else None,
    }
    return ReportShipment(**usual | fields)


@pytest.mark.parametrize("order_status", ["shipped", "delivered", "refunded"])
def test_a_report_moves_only_the_fulfillment(order_status: str):
    world = World.of(reachable(order_status, fulfillments=(of_carrier(),)))

    done = world.report_shipment(report("in_transit", note="Left the hub")).unwrap()

    assert done.order == world.kept()
    assert (done.fulfillment.status, done.order.status) == ("in_transit", order_status)
    (entry,) = done.order.timeline
    assert (entry.by, entry.note, entry.version) == ("carrier:fast", "Left the hub", 2)
    assert [event.version for event in world.events] == [2]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_late_report_moves_nothing():
    world = World.of(reachable(fulfillments=(of_carrier("delivered"),)))

    done = world.report_shipment(report("in_transit")).unwrap()

    assert done.fulfillment.status == "delivered"
    assert done.order.timeline[-1].data["reported"] == "in_transit"


def test_a_report_changes_only_the_given_tracking():
    world = World.of(reachable(fulfillments=(of_carrier(),)))
    before = world.kept().fulfillments[0].shipment.tracking

    done = world.report_shipment(report(tracking={"awb": "NEW"})).unwrap()

    assert done.fulfillment.shipment.tracking == evolve(before, awb="NEW")
    assert done.fulfillment.status == "pending"


def test_no_difference_is_no_change():
    world = World.of(reachable(fulfillments=(of_carrier(),)))
    awb = world.kept().fulfillments[0].shipment.tracking.awb

    done = world.report_shipment(report(tracking={"awb": awb})).unwrap()

    assert done.order.version == 1
    assert world.events == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (report("in_transit", order_id="ord_9"), "order_not_found"),
        (report("in_transit", domain_id="dom_2"), "order_not_found"),
        (report("in_transit", fulfillment_id="ful_9"), "fulfillment_not_found"),
        (report("in_transit", provider_id="slow"), "fulfillment_not_found"),
    ],
)
def test_a_carrier_reports_only_its_own_shipments(command: ReportShipment, code: str):
    world = World.of(reachable(fulfillments=(of_carrier(),)))

    with nothing_changes(world):
        refused = world.report_shipment(command)

    assert outcome_of(refused) == code


def test_no_carrier_reports_a_shipment_without_one():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    with nothing_changes(world):
        refused = world.report_shipment(report("in_transit"))

    assert outcome_of(refused) == "fulfillment_not_found"
