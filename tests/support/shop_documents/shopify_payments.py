"""Payments of Shopify's orders, with transactions that failed and those that succeeded."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st


@st.composite
def payments(draw: st.DrawFn, id: int, total: Decimal, step: Decimal) -> dict[str, Any]:
    """Return the payment of an order: by card, by gift card or by both."""
    by_card = draw(st.integers(0, int(total / step))) * step
    shares = {"gift_card": total - by_card, "shopify_payments": by_card}
    kinds = draw(st.sampled_from([[], ["sale"], ["authorization"], ["authorization", "capture"]]))
    if not total:
        kinds = []
    paid = "capture" in kinds or "sale" in kinds or not total
    transactions: list[dict[str, Any]] = [
        {
            "id": id + 10 * number,
            "parent_id": None,
            "kind": "sale",
            "gateway": "bogus",
            "status": "failure",
            "amount": str(total),
            "authorization": None,
        }
        for number in range(draw(st.integers(0, 1)))
    ]
    for gateway, amount in shares.items():
        for kind in kinds if amount else ():
            last = transactions[-1]["id"] if transactions else id
            transactions.append(
                {
                    "id": last + 1,
                    "parent_id": last if kind == "capture" else None,
                    "kind": kind,
                    "gateway": gateway,
                    "status": "success",
                    "amount": str(amount),
                    "authorization": draw(st.sampled_from([None, "ch_3Nf"])),
                }
            )
    gateways = {each["gateway"]: None for each in transactions}
    return {
        "financial_status": "paid" if paid else "authorized" if kinds else "pending",
        "payment_gateway_names": [*gateways],
        "transactions": transactions,
    }
