"""The audits find a violation in each tampered order, and none in the order as it was."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec
import pytest
from attrs import evolve

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundedItem, RefundPart
from seller_orders.domain.tender import Tender
from seller_orders.testing.sample_order import (
    change,
    fulfillment,
    handed_over,
    inr,
    line,
    order,
    payment,
    refund,
    with_units_cancelled,
)
from tests.integration.crash.refund_audit import refund_violations
from tests.integration.crash.requests import LINES, TENDERS, UNITS
from tests.integration.crash.unit_audit import unit_violations

Detail: TypeAlias = dict[str, Any]
Rows: TypeAlias = list[dict[str, Any]]

_read: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


def sold() -> Order:
    """Return an order of the harness: three units of iid_0 shipped, of which one is refunded."""
    tenders = tuple(Tender(id=id, method=id, amount=inr(sum)) for id, sum in TENDERS.items())
    by_units = evolve(
        refund("9.16"),
        items=(RefundedItem(id="iid_0", quantity=1, worth=inr("9.16"), fulfillment_id="ful_1"),),
        parts=(RefundPart(tender_id="tnd_gift", amount=inr("9.16")),),
    )
    placed = order(
        lines=tuple(line(id, UNITS, "10") for id in LINES),
        discount=inr(10),
        shipping=inr(10),
        payment=evolve(payment("paid", 120, (by_units,)), tenders=tenders),
        fulfillments=(handed_over(fulfillment("delivered", iid_0=3)),),
    )
    return with_units_cancelled(placed, restock=True, iid_1=2, iid_2=1)


def state() -> tuple[Detail, Rows]:
    """Return the order's detail and its rows of restocks."""
    made = sold()
    rows = [
        {
            "line_id": item.id,
            "quantity": item.quantity,
            "cause": str(each.cause),
            "cause_id": each.cause_id,
            "restocked_at": each.at,
        }
        for each in made.restocks
        for item in each.items
    ]
    return _read(encode(order_detail(made))), rows


def found(detail: Detail, rows: Rows) -> list[str]:
    return [*unit_violations(detail, rows), *refund_violations(detail)]


def test_a_correct_order_has_no_violation():
    assert found(*state()) == []


def _more_of(detail: Detail, field: str, line: int = 1) -> None:
    detail["items"][line][field] += 1


@pytest.mark.parametrize(
    "tamper",
    [
        lambda detail, _: _more_of(detail, "cancelled_quantity"),
        lambda detail, _: _more_of(detail, "fulfilled_quantity"),
        lambda detail, _: _more_of(detail, "remaining_quantity"),
        lambda detail, _: _more_of(detail, "cancelled_worth"),
        lambda detail, _: _more_of(detail, "set_aside_quantity"),
        lambda detail, _: _more_of(detail, "restock_requested_quantity"),
        lambda detail, _: detail["totals"].update(cancelled=0),
        lambda detail, _: detail["fulfillments"].append(detail["fulfillments"][0]),
        lambda detail, _: detail["payment"]["refunds"].append(detail["payment"]["refunds"][0]),
        lambda detail, _: detail["payment"]["refunds"][0]["items"][0].update(quantity=4),
        lambda detail, _: detail["payment"]["refunds"][0]["items"][0].update(worth=40),
        lambda detail, _: detail["payment"]["refunds"][0].update(shipping=11),
        lambda detail, _: detail["payment"]["refunds"][0].update(amount=1),
        lambda detail, _: detail["payment"]["refunds"][0].update(status="succeeded"),
        lambda detail, _: detail["payment"]["refunds"][0].update(parts=[]),
        lambda _, rows: rows.append(rows[0]),
        lambda _, rows: rows[0].update(quantity=3),
        lambda _, rows: rows[0].update(cause_id="evt_9"),
        lambda _, rows: rows[0].update(cause="fulfillment", cause_id="ful_1"),
    ],
)
def test_a_tampered_order_has_a_violation(tamper: Callable[[Detail, Rows], None]):
    detail, rows = state()
    detail["fulfillments"] = [dict(each) for each in detail["fulfillments"]]

    tamper(detail, rows)

    assert found(detail, rows) != []


def test_units_at_home_go_back_when_the_order_is_cancelled():
    """All but the three units that were shipped, of which two were given back before."""
    detail, rows = state()
    detail["cancellation"] = {"restocked": True, "at": change().at.isoformat()}

    assert any("went back to inventory, it should be" in each for each in found(detail, rows))
