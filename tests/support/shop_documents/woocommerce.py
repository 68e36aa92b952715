"""Orders of WooCommerce's REST API, version 3.

Amounts are without tax and rounded for the answer; the cart computes with more decimals. Where
prices include tax, ``total`` is the sum of those prices.
"""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.shop_documents import parts

CURRENCIES = ["EUR", "GBP", "HRK", "KWD"]
NUMBERS = st.integers(1, 999_999).map(str) | st.sampled_from(["WC-2024-0017", "GB426/2"])
META = st.lists(
    st.sampled_from(
        [
            {"id": 1, "key": "vat_number", "value": "DE 123 456 789"},
            {"id": 2, "key": "_internal", "value": "secret"},
            {"id": 3, "key": "delivery", "value": {"date": "2026-12-24", "slots": [1, 2]}},
            {"id": 4, "key": "is_vat_exempt", "value": False},
            {"id": 5, "key": "pa_größe", "value": 42},
            {"id": 6, "key": "engraving", "value": None},
        ]
    ),
    max_size=3,
)


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Return an order."""
    currency, included, rate = (
        draw(st.sampled_from(CURRENCIES)),
        draw(st.booleans()),
        draw(parts.rates),
    )
    step, id = parts.step_of(currency), draw(st.integers(1, 10**6))
    cart = _Cart(step, rate, included)
    items = [draw(_line(id * 10 + n, cart)) for n in range(1, 1 + draw(st.integers(1, 4)))]
    shipping, shipping_tax = cart.add(draw(parts.amounts(step, 1_500)))
    fees = [draw(_fee(number, cart)) for number in range(draw(st.integers(0, 2)))]
    total = parts.rounded(cart.total, step)
    tax = parts.rounded(cart.tax, step)
    shipping_part = parts.rounded(shipping_tax, step)
    paid, status = draw(_state(total))
    return {
        "id": id,
        "number": draw(NUMBERS),
        "date_created_gmt": f"{draw(parts.moments):%Y-%m-%dT%H:%M:%S}",
        "date_paid_gmt": paid,
        "status": status,
        "currency": currency,
        "prices_include_tax": included,
        "customer_id": draw(st.just(0) | st.integers(1, 10**6)),
        "customer_note": draw(st.sampled_from(["", "Bitte klingeln"])),
        "line_items": items,
        "shipping_total": str(parts.rounded(shipping, step)),
        "shipping_tax": str(shipping_part),
        "fee_lines": fees,
        "coupon_lines": [{"code": "sommer"}] if draw(st.booleans()) else [],
        "tax_lines": [
            {
                "label": "MwSt.",
                "rate_percent": float(rate * 100),
                "tax_total": str(tax - shipping_part),
                "shipping_tax_total": str(shipping_part),
            }
        ],
        "total_tax": str(tax),
        "total": str(total),
        "payment_method": draw(st.sampled_from(["", "bacs", "stripe", "cod"])),
        "transaction_id": draw(st.sampled_from(["", "pi_3Nf"])),
        "billing": draw(_address()) | {"email": draw(st.sampled_from(["", "a@shop.example"]))},
        "shipping": draw(_address()),
        "meta_data": draw(META),
    }


class _Cart:
    """Sums of a cart, unrounded."""

    def __init__(self, step: Decimal, rate: Decimal, included: bool) -> None:
        self.step, self._rate, self._included = step, rate, included
        self.total = self.tax = Decimal(0)

    def split(self, price: Decimal) -> tuple[Decimal, Decimal]:
        """Return a price without tax, and its tax."""
        if self._included:
            tax = parts.tax_within(price, self._rate)
            return price - tax, tax
        # Prices without tax are taxed line by line.
        return price, parts.rounded(price * self._rate, self.step)

    def add(self, price: Decimal) -> tuple[Decimal, Decimal]:
        """Add a price and return it without tax, and its tax."""
        net, tax = self.split(price)
        self.total += net + tax
        self.tax += tax
        return net, tax


@st.composite
def _line(draw: st.DrawFn, id: int, cart: _Cart) -> dict[str, Any]:
    quantity = draw(parts.quantities)
    price = quantity * draw(parts.amounts(cart.step))
    discount = draw(st.sampled_from([0, 0, 5, 10, 33, 100]))
    subtotal, subtotal_tax = cart.split(price)
    total, tax = cart.add(price - parts.rounded(price * discount / 100, cart.step))
    return {
        "id": id,
        "product_id": id + 1,
        "variation_id": draw(st.sampled_from([0, id + 2])),
        "sku": draw(parts.skus),
        "name": draw(parts.product_names),
        "quantity": quantity,
        "subtotal": str(parts.rounded(subtotal, cart.step)),
        "subtotal_tax": str(parts.rounded(subtotal_tax, cart.step)),
        "total": str(parts.rounded(total, cart.step)),
        "total_tax": str(parts.rounded(tax, cart.step)),
        "meta_data": draw(META),
    }


@st.composite
def _fee(draw: st.DrawFn, number: int, cart: _Cart) -> dict[str, Any]:
    net, tax = cart.add(draw(parts.amounts(cart.step, 500)))
    return {
        "id": number,
        "name": draw(st.sampled_from(["Payment fee", "Pfand"])),
        "total": str(parts.rounded(net, cart.step)),
        "total_tax": str(parts.rounded(tax, cart.step)),
    }


@st.composite
def _state(draw: st.DrawFn, total: Decimal) -> tuple[str | None, str]:
    paid = draw(st.none() | st.just("2026-11-30T12:00:00"))
    statuses = (
        ["processing", "completed"] if paid else ["pending", "on-hold", "cancelled", "failed"]
    )
    return paid, draw(st.sampled_from(statuses))


@st.composite
def _address(draw: st.DrawFn) -> dict[str, Any]:
    # What is not known is an empty text here.
    return {
        "first_name": draw(parts.given_names),
        "last_name": draw(parts.family_names),
        "company": draw(parts.companies) or "",
        "address_1": draw(parts.lines) or "",
        "address_2": draw(parts.lines) or "",
        "city": draw(parts.cities) or "",
        "state": draw(st.sampled_from(["", "BY"])),
        "postcode": draw(st.sampled_from(["", "80331"])),
        "country": draw(st.sampled_from(["", "DE", "HR", "XK"])),
        "phone": draw(parts.phones) or "",
    }
