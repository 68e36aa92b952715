"""Changes of returns: what they record, and what goes back to stock."""

from typing import Any

from attrs import evolve

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReceivedUnits, Return, ReturnStatus
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_rules import ReturnCondition, ReturnRules
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import (
    LATER,
    OLD_TRACKING,
    change,
    fulfillment,
    order,
)
from tests.support.order_changes import assert_one_change
from tests.support.sample_returns import came_back, returned, to_return

RULES = ReturnRules()


def sent(*returns: Return, **fields: Any) -> Order:
    """Return an order of two pasta and a soup that were delivered."""
    return order(
        fulfillments=(fulfillment("delivered", pasta=2, soup=1),), returns=returns, **fields
    )


BOTH = evolve(
    returned("approved", shipped={"ful_1": 2}),
    items=(
        *returned(shipped={"ful_1": 2}).items,
        *returned(line="soup", shipped={"ful_1": 1}).items,
    ),
)
"""Return of two pasta and a soup."""


def test_a_new_return_is_one_version_with_its_reasons():
    before = sent(returned("rejected", id="ret_0"))
    request = evolve(to_return("too_small", pasta=1), note="It leaks", tracking=(OLD_TRACKING,))
    items = ensure_returnable(before, request, RULES).unwrap()

    after = add_return(before, items, request, "ret_1", change())

    data = {
        "return_id": "ret_1",
        "items": [{"id": "pasta", "quantity": 1, "reason": "too_small"}],
    }
    assert_one_change(before, after, "order.return_created", to="requested", data=data)
    assert after.returns == (
        *before.returns,
        Return(
            id="ret_1",
            items=items,
            note="It leaks",
            tracking=(OLD_TRACKING,),
            created_at=LATER,
            updated_at=LATER,
        ),
    )
    assert (after.restocks, after.payment) == (before.restocks, before.payment)


def test_a_new_status_is_one_version():
    before = sent(returned(), returned("rejected", id="ret_2"), returned("rejected", id="ret_0"))

    after = set_return_status(before, before.returns[0], ReturnStatus.APPROVED, change())

    moved: dict[str, Any] = {"from_": "requested", "to": "approved"}
    data = {"return_id": "ret_1"}
    assert_one_change(before, after, "order.return_updated", **moved, data=data)
    assert after.returns == (
        evolve(before.returns[0], status=ReturnStatus.APPROVED, updated_at=LATER),
        *before.returns[1:],
    )


def test_the_same_status_is_no_change():
    kept = evolve(returned(), tracking=(OLD_TRACKING,))
    before = sent(kept)

    for tracking in (None, (OLD_TRACKING,)):
        assert set_return_status(before, kept, kept.status, change(), tracking) is before


def test_tracking_is_replaced_with_the_status_or_alone():
    new = (Tracking(awb="1Z000"),)
    kept = evolve(returned(), tracking=(OLD_TRACKING,))
    before = sent(kept)

    alone = set_return_status(before, kept, kept.status, change(), new)
    approved = set_return_status(before, kept, ReturnStatus.APPROVED, change(), new)
    cleared = set_return_status(before, kept, ReturnStatus.APPROVED, change(), ())
    untouched = set_return_status(before, kept, ReturnStatus.APPROVED, change())

    assert [each.returns[0].tracking for each in (alone, approved, cleared, untouched)] == [
        new,
        new,
        (),
        (OLD_TRACKING,),
    ]
    assert (alone.timeline[-1].from_, alone.timeline[-1].to) == (None, None)
    assert alone.returns[0].updated_at == LATER


def test_received_units_are_kept_by_condition_and_restocked():
    other = returned("rejected", id="ret_2")
    before = sent(BOTH, other)
    items = came_back(
        ("soup", 1, "resellable"), ("pasta", 1, "damaged"), ("pasta", 1, "resellable")
    )

    after = receive(before, BOTH, items, RULES, change())

    data = {
        "return_id": "ret_1",
        "items": [
            {"id": "soup", "quantity": 1, "condition": "resellable"},
            {"id": "pasta", "quantity": 1, "condition": "damaged"},
            {"id": "pasta", "quantity": 1, "condition": "resellable"},
        ],
        "restocked_items": [
            {"id": "pasta", "sku": "sku-pasta", "quantity": 1},
            {"id": "soup", "sku": "sku-soup", "quantity": 1},
        ],
    }
    moved: dict[str, Any] = {"from_": "approved", "to": "received"}
    assert_one_change(before, after, "order.return_updated", **moved, data=data)
    assert after.restocks == (
        Restock(
            cause=RestockCause.RETURN,
            cause_id=after.timeline[-1].id,
            at=LATER,
            items=(
                RestockedItem("pasta", "sku-pasta", 1),
                RestockedItem("soup", "sku-soup", 1),
            ),
        ),
    )
    pasta, soup = (item.received for item in after.returns[0].items)
    assert pasta == (
        ReceivedUnits(quantity=1, condition="damaged"),
        ReceivedUnits(quantity=1, condition="resellable"),
    )
    assert soup == (ReceivedUnits(quantity=1, condition="resellable"),)
    assert (after.returns[0].status, after.returns[0].updated_at) == ("received", LATER)
    assert after.returns[1] == other


def test_a_later_part_is_added_and_moves_nothing():
    parts = evolve(returned("received", shipped={"ful_1": 2}, received={"damaged": 1}))
    before = sent(parts)

    after = receive(before, parts, came_back(("pasta", 1, "missing")), RULES, change())

    items = [{"id": "pasta", "quantity": 1, "condition": "missing"}]
    data = {"return_id": "ret_1", "items": items}
    assert_one_change(before, after, "order.return_updated", data=data)
    assert after.restocks == ()
    assert after.returns[0].items[0].received == (
        ReceivedUnits(quantity=1, condition="damaged"),
        ReceivedUnits(quantity=1, condition="missing", arrived=False),
    )


def test_each_part_is_restocked_for_its_own_cause():
    first = receive(sent(BOTH), BOTH, came_back(("pasta", 1, "resellable")), RULES, change(2))
    again = receive(
        first, first.returns[0], came_back(("pasta", 1, "resellable")), RULES, change(3)
    )

    assert [(each.cause_id, each.items[0].quantity) for each in again.restocks] == [
        (first.timeline[-1].id, 1),
        (again.timeline[-1].id, 1),
    ]


def test_conditions_of_one_line_are_restocked_in_sum():
    like_new = ReturnCondition(restocks=True)
    rules = ReturnRules(conditions={"new": like_new, "opened": like_new})

    after = receive(
        sent(BOTH), BOTH, came_back(("pasta", 1, "new"), ("pasta", 1, "opened")), rules, change()
    )

    assert after.restocks[0].items == (RestockedItem("pasta", "sku-pasta", 2),)


def test_a_return_and_its_lines_are_found_by_their_ids():
    """The ids are equal, but other objects."""
    before = sent(BOTH)
    same = evolve(BOTH, id="".join(["ret", "_1"]))
    items = came_back(("".join(["pas", "ta"]), 1, "damaged"))

    after = receive(before, same, items, RULES, change())

    assert [each.status for each in after.returns] == ["received"]
    assert [item.received_quantity for item in after.returns[0].items] == [1, 0]


def test_returned_units_stay_out():
    """They are in stock, or with the seller: not at home, so that nothing gives them back again."""
    before = sent(BOTH)

    after = receive(before, BOTH, came_back(("pasta", 2, "resellable")), RULES, change())

    assert after.units == before.units
    assert after.fulfillment_status == before.fulfillment_status


def test_a_return_moves_no_money():
    before = sent(BOTH)
    after = receive(before, BOTH, came_back(("pasta", 2, "resellable")), RULES, change())

    assert (after.payment, after.balance, after.status) == (
        before.payment,
        before.balance,
        before.status,
    )
