"""Effects of each bulk action on an order."""

import pytest
from attrs import frozen
from returns.result import Failure, Result

from seller_orders.application.commands.bulk_actions import (
    AddTags,
    BulkAction,
    CancelRemainingItems,
    FulfillRemaining,
    RemoveTags,
    SetStatus,
)
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.refusals import OrderNotFound, Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import fulfillment, inr
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_bulk_update import bulk, codes


def test_tags_are_added_and_removed():
    world = World.of(reachable(tags=("old", "kept")))

    world.bulk_update(bulk("ord_1", action=AddTags(("new", "kept", "new"))))
    world.bulk_update(bulk("ord_1", action=RemoveTags(("old", "absent"))))

    assert world.kept().tags == ("kept", "new")
    assert [entry.type for entry in world.kept().timeline] == ["order.tags_changed"] * 2
    assert world.kept().version == 3


@pytest.mark.parametrize("action", [AddTags(("vip",)), RemoveTags(("absent",))])
def test_unchanged_tags_are_no_change(action: BulkAction):
    world = World.of(reachable("delivered", tags=("vip",)))

    report = world.bulk_update(bulk("ord_1", action=action)).unwrap()

    assert report.updated == ("ord_1",)
    assert world.kept().version == 1


def test_all_remaining_units_are_shipped():
    world = World.of(
        reachable(id="ord_1", fulfillments=(fulfillment(pasta=1),)),
        reachable(id="full", number="2", fulfillments=(fulfillment(pasta=2, soup=1),)),
        reachable("delivered", id="closed", number="3"),
    )
    tracking = Tracking(awb="1Z", url="https://own.example/1Z")
    action = FulfillRemaining(shipping_method="Bike", tracking=tracking, notify_customers=True)

    report = world.bulk_update(bulk("full", "ord_1", "closed", action=action)).unwrap()

    assert codes(report) == [("full", "nothing_to_fulfill"), ("closed", "order_is_closed")]
    made = world.kept().fulfillments[1]
    assert [(item.id, item.quantity) for item in made.shipment.items] == [("pasta", 1), ("soup", 1)]
    assert (made.shipment.shipping_method, made.shipment.tracking) == ("Bike", tracking)
    assert (made.status, made.created_at) == ("pending", world.clock.now())
    assert world.kept().fulfillment_status == "fulfilled"
    assert world.kept().timeline[-1].data == {"fulfillment_id": made.id}
    assert [each.about for each in world.notifications] == ["order.fulfillment_created"] * 2


THE_REST = CancelRemainingItems(
    reason=CancelReason.OUT_OF_STOCK, refund=True, restock=True, notify_customers=True
)


def test_all_remaining_units_are_cancelled():
    world = World.of(
        reachable(fulfillments=(fulfillment(pasta=1),)),
        reachable(id="full", number="2", fulfillments=(fulfillment(pasta=2, soup=1),)),
        reachable(id="whole", number="3"),
        reachable("delivered", id="closed", number="4"),
    )

    report = world.bulk_update(bulk("full", "ord_1", "whole", "closed", action=THE_REST)).unwrap()

    assert codes(report) == [("full", "nothing_to_cancel"), ("whole", "nothing_would_remain")]
    assert report.updated == ("ord_1", "closed")
    for id, taken, refunded in (("ord_1", 1, "150.20"), ("closed", 2, "250")):
        after = world.kept(id)
        assert [each.cancelled_quantity for each in after.lines] == [taken, 1]
        assert (after.remaining, after.payment.refunded, after.version) == ((), inr(refunded), 2)
    restocked = [(id, i.id, i.quantity) for _, id, i in world.store.committed.restocks]
    assert restocked == [
        ("ord_1", "pasta", 1),
        ("ord_1", "soup", 1),
        ("closed", "pasta", 2),
        ("closed", "soup", 1),
    ]
    assert len(world.refund_requests) == 2
    assert {each.data["template"] for each in world.notifications} == {"items_cancelled"}
    assert len(world.notifications) == 4


def test_a_cancellation_in_bulk_may_change_nothing_else():
    world = World.of(reachable(fulfillments=(fulfillment(pasta=2),)))
    action = CancelRemainingItems(reason=CancelReason.CUSTOMER_REQUEST)

    world.bulk_update(bulk("ord_1", action=action))

    assert world.kept().payment.refunds == ()
    assert world.store.committed.restocks == []
    assert world.notifications == []


@pytest.mark.parametrize("details", [None, ""])
def test_the_reason_other_needs_details_in_bulk(details: str | None):
    world = World.of(reachable(fulfillments=(fulfillment(pasta=1),)))
    action = CancelRemainingItems(reason=CancelReason.OTHER, details=details)

    report = world.bulk_update(bulk("ord_1", action=action)).unwrap()

    assert codes(report) == [("ord_1", "invalid_fields")]


def test_each_fulfillment_has_its_own_id():
    world = World.of(reachable(), reachable(id="ord_2", number="2"))

    world.bulk_update(bulk("ord_1", "ord_2", action=FulfillRemaining()))

    made = [world.kept(id).fulfillments[0].id for id in ("ord_1", "ord_2")]
    assert len(set(made)) == 2


def test_status_cancelled_cancels_shipments_without_refund():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    world.bulk_update(bulk("ord_1", action=SetStatus(status=OrderStatus.CANCELLED)))

    assert [each.status for each in world.kept().fulfillments] == ["cancelled"]
    assert world.kept().cancellation is None
    assert world.store.committed.restocks == []


@frozen
class RefusedHere(AddTags):
    """Action that no domain accepts."""

    def ensure_accepted(self, _: DomainSettings) -> Result[None, Refusal]:
        return Failure(OrderNotFound("ord_9"))


def test_every_action_says_whether_a_domain_accepts_it():
    world = World.of(reachable())

    refused = world.bulk_update(bulk("ord_1", action=RefusedHere(("vip",))))

    assert refused == Failure(OrderNotFound("ord_9"))
    assert world.kept().version == 1
