"""Orders of WooCommerce's REST API, version 3.

Its amounts exclude tax, also where the shop's prices include it. There tax is added to each price,
because prices without tax rarely add up to the cent.
"""

from decimal import Decimal
from typing import Any

from examples.order_mappings.parts import (
    address,
    amount,
    attributes,
    full_name,
    text,
    unit_price,
    with_rounding,
)

STATUSES = {
    "pending": "pending",
    "on-hold": "pending",
    "failed": "pending",
    "processing": "processing",
    "completed": "delivered",
    "cancelled": "cancelled",
    "refunded": "refunded",
}


def order_document(order: dict[str, Any], store_id: str) -> dict[str, Any]:
    """Return the order document of an order."""
    billing, with_tax = order["billing"], order["prices_include_tax"]
    codes = [(f"coupon {n}", each["code"]) for n, each in enumerate(order["coupon_lines"], 1)]
    document = {
        "store_id": store_id,
        "order_number": order["number"],
        "external_ids": {"woocommerce": f"{store_id}/{order['id']}"},
        "created_at": f"{order['date_created_gmt']}Z",
        "currency": order["currency"],
        "status": STATUSES[order["status"]],
        "customer": {
            # Guests have the id 0.
            "id": text(order["customer_id"] or ""),
            "name": full_name(billing["first_name"], billing["last_name"])
            or text(billing["company"])
            or "Guest",
            "email": text(billing["email"]),
            "phone": text(billing["phone"]),
            "company": text(billing["company"]),
        },
        "items": [_line(each, with_tax) for each in order["line_items"]],
        "prices_include_tax": with_tax,
        "shipping_total": amount(order["shipping_total"])
        + (amount(order["shipping_tax"]) if with_tax else 0),
        "tax_total": amount(order["total_tax"]),
        "tax_lines": [_tax_line(each) for each in order["tax_lines"]],
        "discount_total": Decimal(0),
        "adjustments": [
            {"kind": "fee", "label": each["name"], "amount": _total(each, with_tax)}
            for each in order["fee_lines"]
        ],
        "payment": _payment(order),
        "shipping_address": _address(order["shipping"]),
        "billing_address": _address(billing),
        "note": text(order["customer_note"]),
        "attributes": attributes([*codes, *_public(order["meta_data"])]),
    }
    return with_rounding(document, amount(order["total"]))


def _line(line: dict[str, Any], with_tax: bool) -> dict[str, Any]:
    sold = amount(line["subtotal"]) + (amount(line["subtotal_tax"]) if with_tax else 0)
    return {
        "id": str(line["id"]),
        "product_id": str(line["variation_id"] or line["product_id"]),
        "sku": text(line["sku"]),
        "name": line["name"],
        "quantity": line["quantity"],
        "selling_price": unit_price(sold, line["quantity"]),
        "discount": sold - _total(line, with_tax),
        "tax": amount(line["total_tax"]),
        "attributes": attributes(_public(line["meta_data"])),
    }


def _total(line: dict[str, Any], with_tax: bool) -> Decimal:
    return amount(line["total"]) + (amount(line["total_tax"]) if with_tax else 0)


def _tax_line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": line["label"],
        "rate": amount(line["rate_percent"]) / 100,
        "amount": amount(line["tax_total"]) + amount(line["shipping_tax_total"]),
    }


def _payment(order: dict[str, Any]) -> dict[str, Any]:
    paid = amount(order["total"]) if order["date_paid_gmt"] else Decimal(0)
    reference = text(order["transaction_id"])
    method = text(order["payment_method"]) or "none"
    unpaid = "failed" if order["status"] == "failed" else "pending"
    return {
        "status": "paid" if order["date_paid_gmt"] else unpaid,
        "method": method,
        "amount_paid": paid,
        "tenders": [{"method": method, "amount": paid, "reference": reference}] if paid else [],
    }


def _address(given: dict[str, Any]) -> dict[str, Any] | None:
    return address(
        name=full_name(given["first_name"], given["last_name"]),
        company=given["company"],
        phone=given.get("phone"),
        line1=given["address_1"],
        line2=given["address_2"],
        city=given["city"],
        state=given["state"],
        postal_code=given["postcode"],
        country_code=given["country"],
    )


def _public(meta: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return meta data without what plugins keep for themselves, whose keys begin with ``_``."""
    return [(each["key"], each["value"]) for each in meta if not each["key"].startswith("_")]
