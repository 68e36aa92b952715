from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis.stateful import invariant

from seller_orders.adapters.outbound.jinja.line_texts import Line
from seller_orders.adapters.outbound.jinja.template_context import template_context
from seller_orders.adapters.outbound.sql.schema.column_types import read_document, write_document
from seller_orders.application.message_factory import notifications
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.draft import LineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.item_cancellation import CancelledItem, ItemCancellationTerms
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.payment import RefundedItem, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.domain.values import Tracking
from seller_orders.testing.order_machine import OrderMachine
from seller_orders.testing.sample_order import (
    CREATED,
    change,
    fulfillment,
    inr,
    order,
    payment,
    refund,
)
from seller_orders.testing.sample_order import line as line_of
from tests.support.counted_work import calls_of
from tests.support.returned_orders import moved_return, received, with_return

_RESTORED = ("status", "ordered", "shipped", "remaining", "under_way", "returned", "refunded")


def figures(snapshot: OrderSnapshot) -> dict[str, Any]:
    """Return the figures that can be restored from the timeline."""
    facts = snapshot.facts()
    return {name: facts[name] for name in _RESTORED}


class SnapshotMachine(OrderMachine):
    """Takes a snapshot of each version as it is made."""

    def teardown(self) -> None:
        for version, taken in getattr(self, "taken", {}).items():
            assert figures(OrderSnapshot.at(self.order, version)) == figures(taken)
            assert OrderSnapshot.of(read_document(write_document(taken.facts()))) == taken

    @invariant()
    def take(self) -> None:
        if hasattr(self, "order"):
            self.taken = getattr(self, "taken", {})
            version = self.order.version
            self.taken.setdefault(version, OrderSnapshot.at(self.order, version))


TestSnapshots = SnapshotMachine.TestCase
TestSnapshots.settings = settings(max_examples=40, stateful_step_count=15)


def test_a_snapshot_has_the_figures_of_its_version():
    first = order(lines=(line_of(quantity=3),))
    second = first.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    third = second.add_fulfillment(fulfillment(id="ful_2", pasta=2), change(3))

    of_second, of_third = (OrderSnapshot.at(third, version) for version in (2, 3))

    assert (of_second.shipped, of_second.remaining) == ({"pasta": 1}, {"pasta": 2})
    assert (of_third.shipped, of_third.remaining) == ({"pasta": 2}, {})
    assert of_second.ordered == of_third.ordered == {"pasta": 3}


@pytest.mark.parametrize("version", [2, 9])
def test_imported_entries_are_not_later_changes(version: int):
    forged = TimelineEntry(
        id="evt_forged",
        type=ChangeType.ITEMS_CANCELLED,
        at=CREATED,
        by="import",
        version=version,
        data={},
    )
    imported = order(lines=(line_of(quantity=3),), timeline=(forged,))
    after = imported.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))

    snapshot = OrderSnapshot.at(after, 2)

    assert (snapshot.ordered, snapshot.shipped) == ({"pasta": 3}, {"pasta": 1})
    assert snapshot.cancelled is None


def test_a_snapshot_has_the_included_tax():
    taxed = evolve(order(), prices_include_tax=True, tax=inr(40))
    facts = OrderSnapshot.at(taxed, version=1).facts()

    assert OrderSnapshot.of(facts).included_tax == 40
    assert OrderSnapshot.at(order(tax=inr("0.5"), discount=inr(1)), version=1).included_tax == 0


def test_a_snapshot_of_an_earlier_release_has_fewer_facts():
    facts = OrderSnapshot.at(order(), version=1).facts()
    added = (
        *("included_tax", "cancelled", "credited", "refund"),
        *("status", "under_way", "returned", "more_tracking"),
    )
    for name in added:
        del facts[name]

    assert OrderSnapshot.of(facts) == evolve(OrderSnapshot.at(order(), version=1), status=None)


def test_a_later_status_cancelled_is_ignored():
    shipped = order().add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    cancelled = shipped.move_to(OrderStatus.CANCELLED, change(3))

    assert OrderSnapshot.at(cancelled, 2).remaining == {"pasta": 1, "soup": 1}
    assert OrderSnapshot.at(cancelled, 3).remaining == {"pasta": 2, "soup": 1}


def test_a_later_cancellation_is_ignored():
    shipped = order().add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    terms = CancellationTerms(
        reason=CancelReason.OUT_OF_STOCK, details=None, refund=None, restock=True
    )
    cancelled = shipped.cancel(terms, "rfd_1", change(3))

    assert OrderSnapshot.at(cancelled, 2).remaining == {"pasta": 1, "soup": 1}
    assert OrderSnapshot.at(cancelled, 3).remaining == {"pasta": 2, "soup": 1}


def test_an_earlier_cancelled_fulfillment_stays_cancelled():
    parcel = fulfillment(id="ful_1", pasta=1)
    shipped = order().add_fulfillment(parcel, change(2))
    gone = shipped.update_fulfillment(
        parcel, FulfillmentStatus.CANCELLED, Tracking(), evolve(change(3), at=CREATED)
    )
    cancelled = gone.move_to(OrderStatus.CANCELLED, change(4))

    remaining = [OrderSnapshot.at(cancelled, version).remaining for version in (2, 3, 4)]
    assert remaining == [{"pasta": 1, "soup": 1}, *[{"pasta": 2, "soup": 1}] * 2]


def test_refunds_of_later_versions_do_not_count():
    asked = order(payment=payment("paid", 250)).request_refund(refund(70), change(2))
    failed = asked.settle_refund(asked.payment.refunds[0], RefundStatus.FAILED, change(3))

    assert [OrderSnapshot.at(failed, version).refunded for version in (1, 2, 3)] == [0, 70, 0]


def with_fewer(before: Order, version: int, **units: int) -> Order:
    """Return the order without some of its units, worth 10 each."""
    items = tuple(
        CancelledItem(id=id, quantity=quantity, worth=inr(10 * quantity))
        for id, quantity in units.items()
    )
    terms = ItemCancellationTerms(
        items=items, reason=CancelReason.OUT_OF_STOCK, details=None, refund=inr(10), restock=True
    )
    return cancel_items(before, terms, f"rfd_{version}", change(version))


def test_units_cancelled_later_are_still_ordered():
    first = order(lines=(line_of(quantity=5),), payment=payment("paid", 250))
    second = with_fewer(first, 2, pasta=2)
    third = with_fewer(second, 3, pasta=1)

    of_each = [OrderSnapshot.at(third, version) for version in (1, 2, 3)]

    assert [each.ordered for each in of_each] == [{"pasta": 5}, {"pasta": 3}, {"pasta": 2}]
    assert [each.remaining for each in of_each] == [{"pasta": 5}, {"pasta": 3}, {"pasta": 2}]
    assert [each.cancelled for each in of_each] == [None, {"pasta": 2}, {"pasta": 1}]
    assert [each.refund for each in of_each] == [None, 10, 10]
    assert [each.refunded for each in of_each] == [0, 10, 20]
    assert [each.total for each in of_each] == [
        *(first.total.amount, second.total.amount, third.total.amount)
    ]


def test_refunded_units_of_a_lost_parcel_do_not_remain():
    parcel = evolve(fulfillment("in_transit", "ful_1", pasta=1), handed_over_at=CREATED)
    back = RefundedItem(id="pasta", quantity=1, worth=inr(100), fulfillment_id="ful_1")
    shipped = order(fulfillments=(parcel,))
    refunded = shipped.request_refund(evolve(refund(100), items=(back,)), change(2))
    lost = refunded.update_fulfillment(parcel, FulfillmentStatus.FAILED, Tracking(), change(3))
    failed = lost.settle_refund(lost.payment.refunds[0], RefundStatus.FAILED, change(4))

    remaining = [OrderSnapshot.at(failed, version).remaining for version in (1, 2, 3, 4)]

    assert remaining == [*[{"pasta": 1, "soup": 1}] * 3, {"pasta": 2, "soup": 1}]
    assert [OrderSnapshot.at(failed, version).credited for version in (1, 2)] == [{}, {"pasta": 1}]


def test_parts_of_refunds_that_fail_later_count():
    tenders = [
        Tender(id=id, method="card", amount=inr(125), status=TenderStatus.CAPTURED) for id in "ab"
    ]
    first = order(payment=evolve(payment("paid", 250), tenders=tuple(tenders)))
    second = first.request_refund(refund(200), change(2))
    third = second.settle_refund(second.payment.refunds[0], RefundStatus.FAILED, change(3), "b")
    fourth = third.settle_refund(third.payment.refunds[0], RefundStatus.FAILED, change(4), "a")

    refunded = [OrderSnapshot.at(fourth, version).refunded for version in (1, 2, 3, 4)]

    assert refunded == [0, 200, 75, 0]


def test_a_refund_of_0_has_no_notification():
    nothing = order().request_refund(refund(0, "succeeded"), change(2))

    assert OrderSnapshot.at(nothing, 2).refund is None


def test_tax_is_not_named_once_units_are_cancelled():
    taxed = evolve(order(), prices_include_tax=True, tax=inr(40))

    fewer = with_fewer(taxed, 2, pasta=1)

    assert [OrderSnapshot.at(fewer, version).included_tax for version in (1, 2)] == [40, 0]


def test_tracking_is_the_sellers():
    given, corrected = Tracking(awb="1Z1"), Tracking(awb="1Z2")
    parcel = fulfillment(id="ful_1", pasta=1)
    parcel = evolve(parcel, shipment=evolve(parcel.shipment, tracking=given))
    shipped = order().add_fulfillment(parcel, change(2))
    after = shipped.update_fulfillment(parcel, FulfillmentStatus.PENDING, corrected, change(3))

    assert OrderSnapshot.at(after, 2).tracking == given
    assert OrderSnapshot.at(after, 3).tracking == corrected


def test_tracking_of_a_carrier_comes_from_its_booking():
    parcel = fulfillment(id="ful_1", pasta=1)
    parcel = evolve(parcel, shipment=evolve(parcel.shipment, provider_id="fast"))

    assert OrderSnapshot.at(order().add_fulfillment(parcel, change(2)), 2).tracking is None


def test_a_return_has_the_units_of_its_time():
    label = (Tracking(awb="RET1"),)
    approved = moved_return(
        with_return(order(), label, pasta="too_small", soup="other"), "approved"
    )
    first = received(approved, ("pasta", 1, "damaged"), ("soup", 1, "missing"))
    last = received(first, ("pasta", 1, "resellable"))

    each = [OrderSnapshot.at(last, version).returned for version in (1, 2, 3, 4, 5)]

    assert each[0] is None
    returned = [one for one in each if one is not None]
    assert [one.expected for one in returned] == [{"pasta": 2, "soup": 1}] * 4
    assert [one.outstanding for one in returned] == [
        {"pasta": 2, "soup": 1},
        {"pasta": 2, "soup": 1},
        {"pasta": 1},
        {},
    ]
    assert [
        [(got.id, got.quantity, got.condition, got.arrived) for got in one.received]
        for one in returned
    ] == [
        [],
        [],
        [("pasta", 1, "damaged", True), ("soup", 1, "missing", False)],
        [("pasta", 1, "resellable", True)],
    ]
    assert {one.tracking for one in returned} == {label}
    taken = OrderSnapshot.at(last, 4)
    assert OrderSnapshot.of(read_document(write_document(taken.facts()))) == taken


def test_units_in_other_parcels_are_under_way_until_delivered():
    first = order(lines=(line_of(quantity=3),))
    second = first.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    third = second.add_fulfillment(fulfillment(id="ful_2", pasta=2), change(3))
    fourth = third.update_fulfillment(
        third.fulfillments[0], FulfillmentStatus.DELIVERED, Tracking(), change(4)
    )
    last = fourth.update_fulfillment(
        fourth.fulfillments[1], FulfillmentStatus.DELIVERED, Tracking(), change(5)
    )

    under_way = [OrderSnapshot.at(last, version).under_way for version in (1, 2, 3, 4, 5)]

    assert under_way == [{}, {}, {"pasta": 1}, {"pasta": 2}, {}]


def test_the_status_is_that_of_its_version():
    first = order().move_to(OrderStatus.SHIPPED, change(2))
    last = first.move_to(OrderStatus.REFUNDED, change(3))

    assert [OrderSnapshot.at(last, version).status for version in (1, 2, 3)] == [
        *("pending", "shipped", "refunded")
    ]


def test_all_tracking_numbers_are_those_of_their_version():
    parcel = fulfillment(id="ful_1", pasta=1)
    shipped = order().add_fulfillment(parcel, change(2))
    more, none = (Tracking(awb="1Z2"),), ()
    third = shipped.update_fulfillment(
        parcel, parcel.status, parcel.shipment.tracking, change(3), more_tracking=more
    )
    fourth = third.update_fulfillment(
        third.fulfillments[0], parcel.status, Tracking(awb="1Z3"), change(4)
    )
    last = fourth.update_fulfillment(
        fourth.fulfillments[0], parcel.status, Tracking(awb="1Z3"), change(5), more_tracking=none
    )

    tracked = [OrderSnapshot.at(last, version).more_tracking for version in (2, 3, 4, 5)]

    assert tracked == [none, more, more, none]


def edited(before: Order, version: int, add: tuple[LineDraft, ...] = (), **units: int) -> Order:
    """Return the order with other quantities, and new lines at 10 a unit."""
    items = tuple(LineEdit(id=id, quantity=quantity) for id, quantity in units.items())
    terms = ensure_editable(before, OrderEdit(items=items, add_items=add)).unwrap()
    return edit_order(before, terms, change(version))


def new_line(id: str, quantity: int) -> LineDraft:
    return LineDraft(id=id, name=id.title(), quantity=quantity, selling_price=Decimal(10))


def test_a_snapshot_has_the_lines_before_later_edits():
    """Soup is removed and added again, with other units, while pasta is shipped and cancelled."""
    first = order(lines=(line_of(quantity=5), line_of("soup", 2)))
    second = first.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    third = edited(second, 3, (new_line("rice", 3),), pasta=4, soup=0)
    fourth = with_fewer(third, 4, pasta=1)
    fifth = edited(fourth, 5, (new_line("soup", 7),), pasta=6, rice=0)
    last = with_fewer(fifth, 6, pasta=2, soup=1)
    states = (first, second, third, fourth, fifth, last)
    stored = evolve(last, timeline=tuple(evolve(e, data=read(e.data)) for e in last.timeline))

    of_each = [OrderSnapshot.at(stored, version) for version in range(1, 7)]

    assert [each.ordered for each in of_each] == [
        *({"pasta": 5, "soup": 2}, {"pasta": 5, "soup": 2}, {"pasta": 4, "rice": 3}),
        *({"pasta": 3, "rice": 3}, {"pasta": 5, "soup": 7}, {"pasta": 3, "soup": 6}),
    ]
    assert [each.remaining for each in of_each] == [
        *({"pasta": 5, "soup": 2}, {"pasta": 4, "soup": 2}, {"pasta": 3, "rice": 3}),
        *({"pasta": 2, "rice": 3}, {"pasta": 4, "soup": 7}, {"pasta": 2, "soup": 6}),
    ]
    assert [each.total for each in of_each] == [state.total.amount for state in states]


def read(data: Any) -> Any:
    return read_document(write_document(data))


def test_an_edit_changes_the_included_tax_of_later_versions_only():
    taxed = evolve(order(), prices_include_tax=True, tax=inr(40))
    terms = ensure_editable(taxed, OrderEdit(tax_total=Decimal(30))).unwrap()
    after = edit_order(taxed, terms, change(2))

    assert [OrderSnapshot.at(after, version).included_tax for version in (1, 2)] == [40, 30]


def test_a_removed_line_has_its_name_in_the_notification():
    first = order()
    shipped = first.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    after = edited(shipped, 3, (new_line("soup2", 1),), soup=0)
    notification = Notification(
        message_id="m", template=Template.FULFILLMENT, order=after, change=after.timeline[0]
    )

    assert {line.id: line.name for line in notification.lines} == {"pasta": "Pasta", "soup": "Soup"}
    context = template_context(notification)
    assert context["still_to_come"] == (Line("Pasta", 1), Line("Soup", 1))


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (ChangeType.EDITED, {"items": [{"id": "x", "quantity": {"from": 1, "to": 2}}]}),
        (ChangeType.EDITED, {"added_items": [{"id": "x"}]}),
        (ChangeType.ITEMS_CANCELLED, {"items": [{"id": "x", "quantity": 1, "worth": 0}]}),
    ],
)
def test_imported_changes_of_unknown_lines_are_skipped(kind: ChangeType, facts: Any):
    forged = TimelineEntry(
        id="evt_forged", type=kind, at=CREATED, by="import", version=3, data=facts
    )

    assert OrderSnapshot.at(order(timeline=(forged,)), 2).ordered == {"pasta": 2, "soup": 1}


def test_no_snapshot_is_taken_if_nobody_is_notified():
    def calls_with(lines: int) -> int:
        several = tuple(line_of(f"line_{number}") for number in range(lines))
        before = order(lines=several, payment=payment("pending"))
        after = before.move_to(OrderStatus.SHIPPED, evolve(change(2), notified=()))
        return calls_of(lambda: notifications(before, after))

    assert calls_with(50) == calls_with(5)
