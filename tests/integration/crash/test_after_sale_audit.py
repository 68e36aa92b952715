"""The audit of holds and returns finds a violation in each tampered order, and none before."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec
import pytest

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.hold_change import add_hold, release
from seller_orders.domain.order_return import ReturnedItem, ReturnStatus, ShippedUnits
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.testing.sample_order import change, fulfillment, handed_over, order
from tests.integration.crash.after_sale_audit import after_sale_violations
from tests.support.sample_returns import came_back, to_return

Detail: TypeAlias = dict[str, Any]
Rows: TypeAlias = list[dict[str, Any]]

_read: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


def state() -> tuple[Detail, Rows]:
    """Return an order with a closed return and two holds, one of them released, and its ledger."""
    sold = order(fulfillments=(handed_over(fulfillment("delivered", pasta=2)),))
    hold = HoldRequest(reason=HoldReason.OTHER)
    held = add_hold(sold, hold, "hld_1", change(2))
    held = add_hold(held, hold, "hld_2", change(3))
    left = release(held, held.holds[:1], change(4))
    request = to_return("other", pasta=2)
    shipped = (ShippedUnits(fulfillment_id=sold.fulfillments[0].id, quantity=2),)
    items = (ReturnedItem(id="pasta", quantity=2, reason="other", shipped=shipped),)
    asked = add_return(left, items, request, "ret_1", change(5))
    came = came_back(("pasta", 1, "resellable"), ("pasta", 1, "damaged"))
    back = receive(asked, asked.returns[0], came, ReturnRules(), change(6))
    made = set_return_status(back, back.returns[0], ReturnStatus.CLOSED, change(7))
    rows = [
        {
            "line_id": item.id,
            "quantity": item.quantity,
            "cause": "return",
            "cause_id": each.cause_id,
        }
        for each in made.restocks
        for item in each.items
    ]
    return _read(encode(order_detail(made))), rows


def test_a_correct_order_has_no_violation():
    detail, rows = state()

    assert rows != []
    assert [*after_sale_violations(detail, rows)] == []


def _first(detail: Detail) -> Detail:
    found: Detail = detail["returns"][0]
    return found


def _received(detail: Detail) -> Detail:
    found: Detail = _first(detail)["items"][0]["received"][0]
    return found


@pytest.mark.parametrize(
    "tamper",
    [
        lambda detail, _: detail["holds"].clear(),
        lambda detail, _: detail["holds"].append({"id": "hld_1"}),
        lambda detail, _: detail["timeline"].append(detail["timeline"][2]),
        lambda detail, _: detail.update(status="cancelled"),
        lambda detail, _: _first(detail).update(status="received"),
        lambda detail, _: _first(detail).update(id="ret_2"),
        lambda detail, _: _received(detail).update(quantity=2),
        lambda detail, _: _received(detail).update(condition="missing"),
        lambda detail, _: _first(detail)["items"][0].update(quantity=1),
        lambda detail, _: detail["fulfillments"][0].update(status="returned"),
        lambda detail, _: detail["fulfillments"][0].update(handed_over_at=None),
        lambda _, rows: rows.clear(),
        lambda _, rows: rows.append(rows[0]),
        lambda _, rows: rows[0].update(cause_id="evt_9"),
    ],
)
def test_a_tampered_order_has_a_violation(tamper: Callable[[Detail, Rows], None]):
    detail, rows = state()

    tamper(detail, rows)

    assert [*after_sale_violations(detail, rows)] != []
