"""Tenders and overpayments of imported lines, and of the export that follows."""

from typing import Any

import msgspec
import pytest

from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.domain.order import Order
from seller_orders.domain.payment import FinancialStatus
from tests.support.drafts import assembled

GIFT_CARD = {"method": "gift_card", "amount": 4, "reference": "gc_77"}
CARD = {"method": "card", "amount": 6, "reference": "ch_1"}


def imported(line: bytes) -> Order:
    order: Order = assembled(decode_imported(line).unwrap(), tender_ids=["tnd_1", "tnd_2"]).unwrap()
    return order


def line(price: float, quantity: int, **payment: Any) -> bytes:
    item = {"id": "l1", "product_id": "p1", "sku": "SKU-1", "name": "Thing 1"}
    return encode(
        {
            "store_id": "web",
            "currency": "USD",
            "status": "processing",
            "customer": {"id": "cus_1", "name": "Ana Example"},
            "items": [{**item, "quantity": quantity, "selling_price": price}],
            "shipping_total": 0,
            "tax_total": 0,
            "discount_total": 0,
            "payment": {"status": "paid", "method": "card", **payment},
        }
    )


def test_two_tenders_and_their_references_are_exported():
    order = imported(line(10, 1, amount_paid=10, tenders=[GIFT_CARD, CARD]))

    document = msgspec.json.decode(encode(exported(order)))

    usual = {"provider_id": None, "status": "captured"}
    assert document["payment"]["tenders"] == [
        {"id": "tnd_1", **usual, **GIFT_CARD},
        {"id": "tnd_2", **usual, **CARD},
    ]
    assert imported(encode(exported(order))) == order


@pytest.mark.parametrize(
    ("price", "quantity", "paid", "balance"), [(87.43, 3, 262.3, "-0.01"), (10, 1, 10.02, "-0.02")]
)
def test_an_overpaid_line_is_taken(price: float, quantity: int, paid: float, balance: str):
    order = imported(line(price, quantity, amount_paid=paid))

    assert order.financial_status is FinancialStatus.PAID
    assert str(order.balance.amount) == balance
    assert imported(encode(exported(order))) == order


def test_an_export_says_nothing_of_a_cancellation_that_was_not():
    order = imported(line(10, 1, amount_paid=10))

    assert exported(order)["payment"] == {"status": "paid", "method": "card", "amount_paid": 10}


def test_an_older_export_has_the_balance_of_its_cancellation():
    """It does not say what was refunded at the cancellation."""
    refund = {
        "id": "rfd_1",
        "amount": 10,
        "status": "failed",
        "created_at": "2026-01-02T00:00:00Z",
    }
    document = msgspec.json.decode(line(10, 1, amount_paid=10, refunds=[refund]))
    document |= {
        "status": "cancelled",
        "cancellation": {
            "reason": "fraud",
            "at": "2026-01-02T00:00:00Z",
            "by": "key:1",
            "refund_id": "rfd_1",
            "restocked": False,
        },
    }

    assert imported(encode(document)).balance.amount == -10
