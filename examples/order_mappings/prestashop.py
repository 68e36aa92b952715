"""Orders of PrestaShop's web service, with the resources that they refer to.

An order has its ``customer``, ``currency``, ``address_delivery``, ``address_invoice`` and
``order_payments`` in place of their ids; an address has the ISO code of its ``country``.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from examples.order_mappings.parts import (
    address,
    amount,
    attributes,
    full_name,
    text,
    with_rounding,
)

TIME_ZONE = ZoneInfo("UTC")
"""The time zone of the shop: its times have none."""


def order_document(order: dict[str, Any], store_id: str) -> dict[str, Any]:
    """Return the order document of an order."""
    customer, invoice = order["customer"], order["address_invoice"]
    step = Decimal(1).scaleb(-int(order["currency"]["precision"]))
    document = {
        "store_id": store_id,
        "order_number": order["reference"],
        "external_ids": {"prestashop": f"{store_id}/{order['id']}"},
        "created_at": _time(order["date_add"]),
        "currency": order["currency"]["iso_code"],
        "status": _status(order),
        "customer": {
            "id": str(customer["id"]),
            "name": full_name(customer["firstname"], customer["lastname"]) or "Guest",
            "email": text(customer["email"]),
            "phone": text(invoice["phone_mobile"]) or text(invoice["phone"]),
            "company": text(customer["company"]),
        },
        "items": [_line(each) for each in order["associations"]["order_rows"]],
        "prices_include_tax": True,
        "shipping_total": amount(order["total_shipping_tax_incl"]).quantize(step),
        "tax_total": (
            amount(order["total_paid_tax_incl"]) - amount(order["total_paid_tax_excl"])
        ).quantize(step),
        "discount_total": amount(order["total_discounts_tax_incl"]).quantize(step),
        "adjustments": _wrapping(order, step),
        "payment": _payment(order, step),
        "shipping_address": _address(order["address_delivery"]),
        "billing_address": _address(invoice),
        "note": text(order["note"]),
        "attributes": attributes([("gift message", text(order["gift_message"]))]),
    }
    return with_rounding(document, amount(order["total_paid_tax_incl"]).quantize(step))


def _time(local: str) -> str:
    return datetime.fromisoformat(local).replace(tzinfo=TIME_ZONE).isoformat()


def _status(order: dict[str, Any]) -> str:
    if order["delivery_number"] != "0":
        return "shipped"
    return "processing" if order["valid"] == "1" else "pending"


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "product_id": f"{row['product_id']}-{row['product_attribute_id']}",
        "sku": text(row["product_reference"]),
        "name": row["product_name"],
        "quantity": int(row["product_quantity"]),
        "selling_price": amount(row["unit_price_tax_incl"]),
        "discount": Decimal(0),
    }


def _wrapping(order: dict[str, Any], step: Decimal) -> list[dict[str, Any]]:
    wrapping = amount(order["total_wrapping_tax_incl"]).quantize(step)
    kind = {"kind": "gift_wrap", "label": "Gift wrapping", "amount": wrapping}
    return [kind] if wrapping else []


def _payment(order: dict[str, Any], step: Decimal) -> dict[str, Any]:
    tenders = [
        {
            "method": each["payment_method"],
            "amount": amount(each["amount"]).quantize(step),
            "reference": text(each["transaction_id"]),
        }
        for each in order["order_payments"]
    ]
    return {
        "status": "paid" if tenders else "pending",
        "method": order["payment"],
        "amount_paid": sum((each["amount"] for each in tenders), Decimal(0)),
        "tenders": tenders,
    }


def _address(given: dict[str, Any]) -> dict[str, Any] | None:
    return address(
        name=full_name(given["firstname"], given["lastname"]),
        company=given["company"],
        phone=text(given["phone_mobile"]) or given["phone"],
        line1=given["address1"],
        line2=given["address2"],
        city=given["city"],
        postal_code=given["postcode"],
        country_code=given["country"],
    )
