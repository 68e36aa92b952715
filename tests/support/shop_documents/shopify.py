"""Orders of Shopify's REST Admin API.

Taxes are rounded for each line. ``total_price`` is the lines less their discounts, plus shipping
and the tip, plus the taxes unless prices include them.
"""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.shop_documents import parts
from tests.support.shop_documents.shopify_payments import payments

CURRENCIES = ["EUR", "USD", "INR", "JPY"]
NUMBERS = st.integers(1_001, 99_999).map(lambda number: f"#{number}")
IDS = st.integers(10**12, 10**13)
ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            {"name": "Gift message", "value": "Alles Gute!"},
            {"name": "Delivery: date", "value": "2026-12-24"},
            {"name": "Newsletter", "value": True},
            {"name": "", "value": "no name"},
            {"name": "Engraving", "value": None},
        ]
    ),
    max_size=3,
)


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Return an order with its transactions."""
    currency, included = draw(st.sampled_from(CURRENCIES)), draw(st.booleans())
    step, id = parts.step_of(currency), draw(IDS)
    items = [draw(_line(id + n, step, included)) for n in range(1, 1 + draw(st.integers(1, 4)))]
    shipping = draw(st.lists(_shipping(step, included), max_size=1))
    taxes = [tax for part in (*items, *shipping) for tax in part["tax_lines"]]
    tip = draw(parts.amounts(step, 900))
    goods = sum((_goods(each) for each in items), Decimal(0))
    carriage = sum((Decimal(each["discounted_price"]) for each in shipping), Decimal(0))
    tax = sum((Decimal(each["price"]) for each in taxes), 0 * step)
    total = goods + carriage + tip + (0 if included else tax)
    address = st.none() | _address()
    customer = {
        "id": id,
        "admin_graphql_api_id": f"gid://shopify/Customer/{id}",
        "first_name": draw(parts.given_names),
        "last_name": draw(parts.family_names),
    }
    cancelled_at = draw(st.none() | st.just("2026-11-30T23:59:59-05:00"))
    return {
        "id": id,
        "admin_graphql_api_id": f"gid://shopify/Order/{id}",
        "name": draw(NUMBERS),
        "created_at": draw(parts.moments).isoformat(),
        "cancelled_at": cancelled_at,
        "currency": currency,
        "customer": draw(st.none() | st.just(customer)),
        "customer_locale": draw(st.sampled_from([None, "de", "en-IN", "pt-BR", "zh-Hant-TW"])),
        "email": draw(st.sampled_from([None, "", "kaethe@shop.example"])),
        "phone": draw(parts.phones),
        "taxes_included": included,
        "line_items": items,
        "shipping_lines": shipping,
        "tax_lines": taxes,
        "total_tax": str(tax),
        "total_tip_received": str(tip),
        "total_price": str(total),
        **draw(payments(id, total, step)),
        "billing_address": draw(address),
        "shipping_address": draw(address),
        **draw(_fulfillments(id, [] if cancelled_at else items)),
        "tags": draw(st.sampled_from(["", "gift", "gift, wholesale", "a,, b"])),
        "note": draw(st.sampled_from([None, "", "Bitte klingeln\n2. Stock"])),
        "note_attributes": draw(ATTRIBUTES),
    }


def _goods(line: dict[str, Any]) -> Decimal:
    discounts = (Decimal(each["amount"]) for each in line["discount_allocations"])
    return Decimal(line["quantity"] * Decimal(line["price"]) - sum(discounts, Decimal(0)))


def _taxes(net: Decimal, rates: list[Decimal], step: Decimal, included: bool) -> list[Any]:
    whole = sum(rates, Decimal(0))
    base = net / (1 + whole) if included else net
    return [
        {
            "title": f"Tax {number}",
            "rate": float(rate),
            "price": str(parts.rounded(base * rate, step)),
        }
        for number, rate in enumerate(rates, 1)
    ]


@st.composite
def _line(draw: st.DrawFn, id: int, step: Decimal, included: bool) -> dict[str, Any]:
    price, quantity = draw(parts.amounts(step)), draw(parts.quantities)
    count = int(price * quantity / step)
    discounts = draw(st.lists(st.integers(0, count // 2), max_size=2))
    net = price * quantity - sum(discounts) * step
    product = draw(st.none() | st.just(id))
    return {
        "id": id,
        "product_id": product,
        "variant_id": product and product + 1,
        "sku": draw(parts.skus),
        "name": draw(parts.product_names),
        "quantity": quantity,
        "price": str(price),
        "discount_allocations": [{"amount": str(each * step)} for each in discounts],
        "tax_lines": _taxes(net, draw(st.lists(parts.rates, max_size=2)), step, included),
        "requires_shipping": draw(st.booleans()),
        "properties": draw(ATTRIBUTES),
    }


@st.composite
def _shipping(draw: st.DrawFn, step: Decimal, included: bool) -> dict[str, Any]:
    price = draw(parts.amounts(step, 1_500))
    return {
        "title": "DHL Paket",
        "price": str(price + draw(parts.amounts(step, 500))),
        "discounted_price": str(price),
        "tax_lines": _taxes(price, draw(st.lists(parts.rates, max_size=1)), step, included),
    }


@st.composite
def _address(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(parts.given_names), draw(parts.family_names)
    country = draw(st.sampled_from([("Germany", "DE"), ("Kosovo", "XK"), (None, None)]))
    return {
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}".strip(),
        "company": draw(parts.companies),
        "address1": draw(parts.lines),
        "address2": draw(parts.lines),
        "city": draw(parts.cities),
        "province": draw(st.sampled_from([None, "Maharashtra"])),
        "zip": draw(st.sampled_from([None, "50667", "400 001"])),
        "country": country[0],
        "country_code": country[1],
        "phone": draw(parts.phones),
    }


@st.composite
def _fulfillments(draw: st.DrawFn, id: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    shipped = [each for each in items if each["requires_shipping"] and draw(st.booleans())]
    numbers = [f"00340434{id}{n}" for n in range(draw(st.integers(0, 3)))]
    fulfillment = {
        "id": id + 5,
        "created_at": "2026-11-30T09:00:00+05:30",
        "shipment_status": draw(st.sampled_from([None, "in_transit", "delivered"])),
        "tracking_company": draw(st.sampled_from([None, "DHL"])),
        "tracking_numbers": numbers,
        "tracking_urls": [f"https://track.example/{each}" for each in numbers],
        "line_items": [
            {"id": each["id"], "quantity": draw(st.integers(1, each["quantity"]))}
            for each in shipped
        ],
    }
    return {
        "fulfillment_status": draw(st.sampled_from([None, "partial", "fulfilled"])),
        "fulfillments": [fulfillment] if shipped else [],
    }
