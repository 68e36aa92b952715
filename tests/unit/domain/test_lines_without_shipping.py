"""Lines that require no shipping: never fulfilled, never restocked."""

from typing import Any

import pytest

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.fulfillment_policy import ensure_anything_remains, ensure_fulfillable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    LATER,
    cancellation_request,
    change,
    fulfillment,
    line,
    order,
    refusal_of,
)

LINES = (line("pasta", 2), line("recipe", 1, "50.50", requires_shipping=False))
DOWNLOADS = (line("recipe", 5, "50.10", requires_shipping=False),)


def mixed(**fields: Any) -> Order:
    return order(**{"lines": LINES} | fields)


def test_nothing_remains_of_a_digital_line():
    assert mixed().remaining == (ItemQuantity("pasta", 2),)


def test_a_digital_line_cannot_be_fulfilled():
    refusal = refusal_of(ensure_fulfillable(mixed(), [ItemQuantity("recipe", 1)], LATER))

    assert refusal.code == "quantity_exceeds_remaining"
    (problem,) = refusal.problems  # type: ignore[attr-defined]
    assert problem.facts == {
        "id": "recipe",
        "ordered": 1,
        "fulfilled": 0,
        "remaining": 0,
        "requested": 1,
    }
    assert problem.detail == (
        "recipe requires no shipping, so it cannot be fulfilled: leave it out."
    )
    with pytest.raises(OrderInvariantError, match="more of recipe"):
        mixed(fulfillments=(fulfillment(recipe=1),))


@pytest.mark.parametrize(
    ("fulfilled", "status"), [(0, "unfulfilled"), (1, "partial"), (2, "fulfilled")]
)
def test_status_looks_at_lines_that_require_shipping(fulfilled: int, status: str):
    shipped = (fulfillment(pasta=fulfilled),) if fulfilled else ()

    assert mixed(fulfillments=shipped).fulfillment_status == status


def test_an_order_of_downloads_is_fulfilled():
    downloads = order(lines=DOWNLOADS)

    assert downloads.fulfillment_status == "fulfilled"
    refusal = refusal_of(ensure_anything_remains(downloads, LATER))
    assert refusal.code == "nothing_to_fulfill"
    assert "No unit is left that requires shipping" in refusal.message


def test_cancelling_restocks_no_digital_line():
    request = cancellation_request(restock=True)

    terms = ensure_cancellable(mixed(), request, OPEN).unwrap()
    cancelled = mixed().cancel(terms, "rfd_1", change())

    assert [(item.id, item.quantity) for item in cancelled.restocked] == [("pasta", 2)]
    assert cancelled.at_home == {"pasta": 0, "recipe": 0}


def test_a_digital_line_has_no_free_units():
    asked = [ItemQuantity("pasta", 1), ItemQuantity("recipe", 1)]

    units = ensure_restorable(mixed(status="delivered"), asked).unwrap()

    assert not units.get("recipe")
