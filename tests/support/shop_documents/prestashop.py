"""Orders of PrestaShop's web service, with the resources that they refer to.

Unit prices have six decimals. A setting of the shop says whether units, lines or the sum are
rounded. Every value is a text.
"""

from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from tests.support.shop_documents import parts

CURRENCIES = ["EUR", "BGN", "HRK", "PLN"]
REFERENCES = st.text(ascii_uppercase, min_size=9, max_size=9)


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Return an order."""
    currency, rate = draw(st.sampled_from(CURRENCIES)), draw(parts.rates)
    step, id = parts.step_of(currency), draw(st.integers(1, 10**6))
    rows = [draw(_row(id * 10 + n, step, rate)) for n in range(1, 1 + draw(st.integers(1, 4)))]
    goods = _goods(rows, step, draw(st.sampled_from(["unit", "line", "total"])))
    shipping, wrapping = draw(parts.amounts(step, 1_500)), draw(parts.amounts(step, 500))
    discounts = draw(st.integers(0, int(goods / step) // 2) | st.just(0)) * step
    total = goods + shipping + wrapping - discounts
    tax = parts.rounded(parts.tax_within(total, rate), step)
    payments = draw(_payments(total, step))
    return {
        "id": str(id),
        "reference": draw(REFERENCES),
        "date_add": f"{draw(parts.moments):%Y-%m-%d %H:%M:%S}",
        "currency": {"iso_code": currency, "precision": "2"},
        "customer": {
            "id": str(id + 1),
            "firstname": draw(parts.given_names),
            "lastname": draw(parts.family_names),
            "email": "kunde@shop.example",
            "company": draw(parts.companies),
        },
        "valid": "1" if payments else "0",
        "delivery_number": draw(st.sampled_from(["0", "17"])),
        "payment": draw(st.sampled_from(["Bank wire", "PayPal"])),
        "note": draw(st.sampled_from(["", "Bitte klingeln"])),
        "gift_message": draw(st.sampled_from(["", "Alles Gute!"])),
        "total_discounts_tax_incl": f"{discounts:f}0000",
        "total_shipping_tax_incl": f"{shipping:f}0000",
        "total_wrapping_tax_incl": f"{wrapping:f}0000",
        "total_paid_tax_incl": f"{total:f}0000",
        "total_paid_tax_excl": f"{total - tax:f}0000",
        "associations": {"order_rows": rows},
        "order_payments": payments,
        "address_delivery": draw(_address()),
        "address_invoice": draw(_address()),
    }


@st.composite
def _row(draw: st.DrawFn, id: int, step: Decimal, rate: Decimal) -> dict[str, Any]:
    # Prices are kept without tax, so that one with tax has six decimals.
    net = draw(st.integers(0, 10**11) | st.just(0)) * Decimal("0.000001")
    price = draw(st.sampled_from([net * (1 + rate), draw(parts.amounts(step))]))
    return {
        "id": str(id),
        "product_id": str(id + 1),
        "product_attribute_id": draw(st.sampled_from(["0", "42"])),
        "product_name": draw(parts.product_names),
        "product_reference": draw(parts.skus) or "",
        "product_quantity": str(draw(parts.quantities)),
        "unit_price_tax_incl": f"{price:.6f}",
    }


def _goods(rows: list[dict[str, Any]], step: Decimal, rounding: str) -> Decimal:
    prices = [(Decimal(r["unit_price_tax_incl"]), int(r["product_quantity"])) for r in rows]
    if rounding == "unit":
        prices = [(parts.rounded(price, step), count) for price, count in prices]
    lines = [price * count for price, count in prices]
    if rounding == "line":
        lines = [parts.rounded(line, step) for line in lines]
    return parts.rounded(sum(lines, Decimal(0)), step)


@st.composite
def _payments(draw: st.DrawFn, total: Decimal, step: Decimal) -> list[dict[str, Any]]:
    if not total or draw(st.booleans()):
        return []
    # A transfer may be a cent too much.
    paid = total + draw(st.sampled_from([0, 0, 1])) * step
    voucher = draw(st.integers(0, int(total / step))) * step
    shares = {"Gift card": voucher, "PayPal": paid - voucher}
    return [
        {
            "payment_method": method,
            "amount": f"{amount:f}0000",
            "transaction_id": draw(st.sampled_from(["", "8GX1"])),
        }
        for method, amount in shares.items()
        if amount
    ]


@st.composite
def _address(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "firstname": draw(parts.given_names),
        "lastname": draw(parts.family_names),
        "company": draw(parts.companies) or "",
        "address1": draw(parts.lines) or "",
        "address2": draw(parts.lines) or "",
        "city": draw(parts.cities) or "",
        "postcode": draw(st.sampled_from(["", "75001"])),
        "phone": draw(parts.phones) or "",
        "phone_mobile": draw(parts.phones) or "",
        "country": draw(st.sampled_from(["FR", "BG", "HR"])),
    }
