"""A domain decides which reasons of cancellations it accepts."""

from typing import Any

import pytest

from seller_orders.application.commands.bulk_actions import CancelRemainingItems
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.queries.list_order_actions import OrderActions
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import CancellationRules
from seller_orders.domain.refusals import InvalidFields
from seller_orders.testing.sample_order import (
    cancellation_request,
    fulfillment,
    item_cancellation,
    order,
    outcome_of,
    refusal_of,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed

ONE: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}


def world(*reasons: str) -> World:
    rules = CancellationRules(reasons=frozenset(map(CancelReason, reasons)))
    packed = (fulfillment("pending", soup=1),)
    both = (order(fulfillments=packed), order(id="ord_2", number="1002", fulfillments=packed))
    return World.of(*both, settings=installed(cancellation=rules))


def cancel(place: World, reason: str, **fields: Any) -> Any:
    request = cancellation_request(reason, details="why")
    return place.cancel_order(CancelOrder(**ONE, request=request, **fields))


def cancel_items(place: World, reason: str, **fields: Any) -> Any:
    request = item_cancellation({"pasta": 1}, reason, details="why")
    return place.cancel_items(CancelItems(**ONE, request=request, **fields))


def cancel_in_bulk(place: World, reason: str) -> Any:
    action = CancelRemainingItems(reason=CancelReason(reason), details="why")
    return place.bulk_update(
        BulkUpdate(domain_id="dom_1", order_ids=("ord_1", "ord_2"), by="key:1", action=action)
    )


@pytest.mark.parametrize("fields", [{}, {"dry_run": True}], ids=["real", "dry run"])
@pytest.mark.parametrize("operation", [cancel, cancel_items])
def test_a_reason_that_is_not_accepted_is_refused(operation: Any, fields: dict[str, Any]):
    place = world("out_of_stock", "customer_request")

    with nothing_changes(place):
        refusal = refusal_of(operation(place, "fraud", **fields))

    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert (problem.code, problem.path) == ("reason_not_accepted", ("reason",))
    assert problem.detail.endswith("must be one of: customer_request, out_of_stock.")
    assert outcome_of(operation(place, "out_of_stock", **fields)) == "ok"


def test_a_bulk_with_such_a_reason_is_refused_as_a_whole():
    place = world("other")

    with nothing_changes(place):
        refusal = refusal_of(cancel_in_bulk(place, "fraud"))

    assert isinstance(refusal, InvalidFields)
    assert refusal.problems[0].path == ("data", "reason")
    assert cancel_in_bulk(place, "other").unwrap().updated == ("ord_1", "ord_2")


@pytest.mark.parametrize("reason", CancelReason)
def test_actions_name_the_accepted_reasons(reason: CancelReason):
    available = world(reason).order_actions(OrderActions("dom_1", "ord_1")).unwrap()

    assert available.cancel_reasons == (reason,)
    assert (available.cancel, available.items_cancel) == (None, None)


def test_a_domain_may_accept_no_cancellation():
    place = world()
    available = place.order_actions(OrderActions("dom_1", "ord_1")).unwrap()

    assert available.cancel is not None
    assert available.cancel == available.items_cancel
    assert "none" in available.cancel.message
    assert outcome_of(cancel(place, "other")) == "invalid_fields"
