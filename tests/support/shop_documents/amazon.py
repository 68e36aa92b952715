"""Orders of Amazon's Selling Partner API (Orders v0), with their items.

``ItemPrice`` is that of all units. In Europe, India and Japan it includes tax; in the United States
tax is added.
"""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.shop_documents import parts

CHANNELS = {"Amazon.de": "EUR", "Amazon.in": "INR", "Amazon.co.jp": "JPY", "Amazon.com": "USD"}
NUMBERS = st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True)
STATUSES = ["Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled"]


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Return an order."""
    channel, currency = draw(st.sampled_from(sorted(CHANNELS.items())))
    step, adds_tax = parts.step_of(currency), channel == "Amazon.com"
    items = [draw(_item(n, currency, step)) for n in range(draw(st.integers(1, 4)))]
    total = sum((_total(each, adds_tax) for each in items), 0 * step)
    moment = draw(parts.moments)
    return {
        "AmazonOrderId": draw(NUMBERS),
        "PurchaseDate": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "LatestShipDate": f"{moment:%Y-%m-%dT23:59:59Z}",
        "OrderStatus": draw(st.sampled_from(STATUSES)),
        "SalesChannel": channel,
        "ShipServiceLevel": draw(st.sampled_from([None, "Std DE Dom_1"])),
        "OrderTotal": _money(total, currency),
        **draw(_payment(total, currency, step)),
        "BuyerInfo": draw(_buyer()),
        "ShippingAddress": draw(_address()),
        "OrderItems": items,
    }


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"CurrencyCode": currency, "Amount": str(amount)}


def _total(item: dict[str, Any], adds_tax: bool) -> Decimal:
    def of(name: str, holder: dict[str, Any] = item) -> Decimal:
        return Decimal(holder[name]["Amount"]) if name in holder else Decimal(0)

    wrapping = item["BuyerInfo"]
    taxes = of("ItemTax") + of("ShippingTax") + of("GiftWrapTax", wrapping)
    prices = of("ItemPrice") + of("ShippingPrice") + of("GiftWrapPrice", wrapping) + of("CODFee")
    discounts = of("PromotionDiscount") + of("ShippingDiscount")
    return prices - discounts + (taxes if adds_tax else 0)


@st.composite
def _item(draw: st.DrawFn, number: int, currency: str, step: Decimal) -> dict[str, Any]:
    quantity = draw(parts.quantities)
    price = quantity * draw(parts.amounts(step))
    shipping = draw(parts.amounts(step, 1_500))
    count = int(price / step)
    values = {
        "ItemPrice": price,
        "ItemTax": parts.rounded(price * draw(parts.rates), step),
        "PromotionDiscount": draw(st.integers(0, count // 2)) * step,
    }
    if draw(st.booleans()):
        values |= {"ShippingPrice": shipping, "ShippingTax": draw(parts.amounts(step, 200))}
        values |= {"ShippingDiscount": draw(st.sampled_from([0 * step, shipping]))}
    if draw(st.booleans()):
        values["CODFee"] = draw(parts.amounts(step, 300))
    wrapping = {"GiftWrapPrice": draw(parts.amounts(step, 500)), "GiftWrapTax": step}
    item = {
        "OrderItemId": f"5285265103{number:04}",
        "ASIN": "B00X4WHP5E",
        "Title": draw(parts.product_names),
        "QuantityOrdered": quantity,
        **{name: _money(amount, currency) for name, amount in values.items()},
        "BuyerInfo": {name: _money(amount, currency) for name, amount in wrapping.items()}
        if draw(st.booleans())
        else {},
    }
    sku = draw(parts.skus)
    return item if sku is None else item | {"SellerSKU": sku}


@st.composite
def _payment(draw: st.DrawFn, total: Decimal, currency: str, step: Decimal) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"PaymentMethod": "Other"}
    card = draw(st.integers(0, int(total / step))) * step
    shares = {"GC": card, "COD": total - card}
    return {
        "PaymentMethod": "COD",
        "PaymentExecutionDetail": [
            {"Payment": _money(amount, currency), "PaymentMethod": method}
            for method, amount in shares.items()
            if amount
        ],
    }


@st.composite
def _buyer(draw: st.DrawFn) -> dict[str, Any]:
    known = {
        "BuyerEmail": "3kq@marketplace.amazon.example",
        "BuyerName": draw(parts.given_names),
        "BuyerCompanyName": draw(parts.companies),
    }
    return draw(st.sampled_from([{}, known, {"BuyerEmail": known["BuyerEmail"]}]))


@st.composite
def _address(draw: st.DrawFn) -> dict[str, Any]:
    # Without a restricted data token an address has no name and no street.
    city = {
        "City": draw(parts.cities),
        "PostalCode": draw(st.sampled_from(["10115", None])),
        "CountryCode": draw(st.sampled_from(["DE", "IN", "JP", "US"])),
    }
    person = {
        "Name": draw(parts.given_names),
        "CompanyName": draw(parts.companies),
        "AddressLine1": draw(parts.lines),
        "AddressLine2": draw(parts.lines),
        "StateOrRegion": draw(st.sampled_from([None, "Bayern"])),
        "Phone": draw(parts.phones),
    }
    return draw(st.sampled_from([{}, city, city | person]))
