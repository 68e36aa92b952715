"""Orders of Amazon's Selling Partner API (Orders v0), with their items under ``OrderItems``.

Prices include tax in marketplaces of countries with a value-added tax.
"""

from decimal import Decimal
from typing import Any

from examples.order_mappings.parts import (
    address,
    amount,
    attributes,
    text,
    unit_price,
    with_rounding,
)

WITHOUT_TAX = ("Amazon.com", "Amazon.ca")
"""Sales channels with prices without tax."""

STATUSES = {
    "Pending": "pending",
    "Unshipped": "processing",
    "PartiallyShipped": "processing",
    "Shipped": "shipped",
    "Canceled": "cancelled",
}


def order_document(order: dict[str, Any], store_id: str) -> dict[str, Any]:
    """Return the order document of an order."""
    items, buyer, ship_to = order["OrderItems"], order["BuyerInfo"], order["ShippingAddress"]
    wrappings = [each.get("BuyerInfo", {}) for each in items]
    document = {
        "store_id": store_id,
        "order_number": order["AmazonOrderId"],
        "external_ids": {"amazon": order["AmazonOrderId"]},
        "created_at": order["PurchaseDate"],
        "ship_by": order["LatestShipDate"],
        "currency": order["OrderTotal"]["CurrencyCode"],
        "status": STATUSES[order["OrderStatus"]],
        "customer": {
            "id": text(buyer.get("BuyerEmail")),
            # Without a restricted data token an order has no names.
            "name": text(buyer.get("BuyerName")) or text(ship_to.get("Name")) or "Amazon customer",
            "email": text(buyer.get("BuyerEmail")),
            "company": text(buyer.get("BuyerCompanyName")),
        },
        "items": [_line(each) for each in items],
        "prices_include_tax": order["SalesChannel"] not in WITHOUT_TAX,
        "shipping_total": _sum(items, "ShippingPrice") - _sum(items, "ShippingDiscount"),
        "tax_total": _sum(items, "ItemTax")
        + _sum(items, "ShippingTax")
        + _sum(wrappings, "GiftWrapTax"),
        "discount_total": Decimal(0),
        "adjustments": [
            *_adjustment("gift_wrap", "Gift wrapping", _sum(wrappings, "GiftWrapPrice")),
            *_adjustment("fee", "Cash on delivery", _sum(items, "CODFee")),
        ],
        "payment": _payment(order),
        "shipping_address": _address(ship_to),
        "attributes": attributes(
            (name, order.get(name)) for name in ("SalesChannel", "ShipServiceLevel")
        ),
    }
    return with_rounding(document, amount(order["OrderTotal"]["Amount"]))


def _line(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["OrderItemId"],
        "product_id": item["ASIN"],
        "sku": text(item.get("SellerSKU")),
        "name": item["Title"],
        "quantity": item["QuantityOrdered"],
        # ItemPrice is that of all units.
        "selling_price": unit_price(_amount(item, "ItemPrice"), item["QuantityOrdered"]),
        "discount": _amount(item, "PromotionDiscount"),
        "tax": _amount(item, "ItemTax"),
    }


def _amount(holder: dict[str, Any], name: str) -> Decimal:
    return amount((holder.get(name) or {}).get("Amount"))


def _sum(holders: list[dict[str, Any]], name: str) -> Decimal:
    return sum((_amount(each, name) for each in holders), Decimal(0))


def _adjustment(kind: str, label: str, total: Decimal) -> list[dict[str, Any]]:
    return [{"kind": kind, "label": label, "amount": total}] if total else []


def _payment(order: dict[str, Any]) -> dict[str, Any]:
    if order["OrderStatus"] == "Pending":
        return {"status": "pending", "method": order["PaymentMethod"], "amount_paid": Decimal(0)}
    total = amount(order["OrderTotal"]["Amount"])
    parts = [
        {"method": each["PaymentMethod"], "amount": _amount(each, "Payment")}
        for each in order.get("PaymentExecutionDetail", [])
    ]
    rest = total - sum((each["amount"] for each in parts), Decimal(0))
    others = [{"method": order["PaymentMethod"], "amount": rest}] if rest else []
    return {
        "status": "paid",
        "method": order["PaymentMethod"],
        "amount_paid": total,
        "tenders": [*parts, *others],
    }


def _address(given: dict[str, Any]) -> dict[str, Any] | None:
    return address(
        name=given.get("Name"),
        company=given.get("CompanyName"),
        phone=given.get("Phone"),
        line1=given.get("AddressLine1"),
        line2=given.get("AddressLine2"),
        city=given.get("City"),
        state=given.get("StateOrRegion"),
        postal_code=given.get("PostalCode"),
        country_code=given.get("CountryCode"),
    )
