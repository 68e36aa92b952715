"""Orders of Shopify's REST Admin API, with their transactions under ``transactions``."""

from decimal import Decimal
from typing import Any

from examples.order_mappings.parts import (
    address,
    amount,
    attributes,
    full_name,
    text,
    with_rounding,
)


def order_document(order: dict[str, Any], store_id: str) -> dict[str, Any]:
    """Return the order document of an order."""
    customer = order["customer"] or {}
    billing, shipping = order["billing_address"] or {}, order["shipping_address"] or {}
    document = {
        "store_id": store_id,
        "order_number": order["name"],
        "external_ids": {"shopify": order["admin_graphql_api_id"]},
        "created_at": order["created_at"],
        "currency": order["currency"],
        "status": _status(order),
        "customer": {
            "id": customer.get("admin_graphql_api_id"),
            "name": full_name(customer.get("first_name"), customer.get("last_name"))
            or text(billing.get("name") or shipping.get("name"))
            or "Guest",
            "email": text(order["email"]),
            "phone": text(order["phone"]),
            "company": text(billing.get("company")),
            "language": text(order["customer_locale"]),
        },
        "items": [_line(each) for each in order["line_items"]],
        "prices_include_tax": order["taxes_included"],
        "shipping_total": sum(
            (amount(each["discounted_price"]) for each in order["shipping_lines"]), Decimal(0)
        ),
        "tax_total": amount(order["total_tax"]),
        "tax_lines": [
            {"title": each["title"], "rate": each["rate"], "amount": amount(each["price"])}
            for each in order["tax_lines"]
        ],
        "discount_total": Decimal(0),
        "adjustments": _tip(order),
        "payment": _payment(order),
        "shipping_address": _address(shipping),
        "billing_address": _address(billing),
        "fulfillments": [_fulfillment(each) for each in order["fulfillments"]],
        "tags": [tag.strip() for tag in order["tags"].split(",") if tag.strip()],
        "note": text(order["note"]),
        "attributes": attributes(
            (each["name"], each["value"]) for each in order["note_attributes"]
        ),
    }
    return with_rounding(document, amount(order["total_price"]))


def _status(order: dict[str, Any]) -> str:
    if order["cancelled_at"]:
        return "cancelled"
    return "shipped" if order["fulfillment_status"] == "fulfilled" else "processing"


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(line["id"]),
        "product_id": text(line["variant_id"] or line["product_id"]),
        "sku": text(line["sku"]),
        "name": line["name"],
        "quantity": line["quantity"],
        "selling_price": amount(line["price"]),
        "discount": sum(
            (amount(each["amount"]) for each in line["discount_allocations"]), Decimal(0)
        ),
        "tax": sum((amount(each["price"]) for each in line["tax_lines"]), Decimal(0)),
        "requires_shipping": line["requires_shipping"],
        "attributes": attributes((each["name"], each["value"]) for each in line["properties"]),
    }


def _tip(order: dict[str, Any]) -> list[dict[str, Any]]:
    tip = amount(order["total_tip_received"])
    return [{"kind": "tip", "label": "Tip", "amount": tip}] if tip else []


def _payment(order: dict[str, Any]) -> dict[str, Any]:
    done = [each for each in order["transactions"] if each["status"] == "success"]
    captured = [each for each in done if each["kind"] in ("sale", "capture")]
    settled = {each["parent_id"] for each in captured}
    authorized = [
        each for each in done if each["kind"] == "authorization" and each["id"] not in settled
    ]
    if captured or order["financial_status"] == "paid":
        status = "paid"
    else:
        status = "authorized" if authorized else "pending"
    return {
        "status": status,
        "method": ", ".join(order["payment_gateway_names"]) or "none",
        "amount_paid": sum((amount(each["amount"]) for each in captured), Decimal(0)),
        "tenders": [
            {
                "method": each["gateway"],
                "amount": amount(each["amount"]),
                "reference": text(each["authorization"]) or str(each["id"]),
                "status": "captured" if each in captured else "authorized",
            }
            for each in (*captured, *authorized)
        ],
    }


def _address(given: dict[str, Any]) -> dict[str, Any] | None:
    return address(
        name=given.get("name"),
        company=given.get("company"),
        phone=given.get("phone"),
        line1=given.get("address1"),
        line2=given.get("address2"),
        city=given.get("city"),
        state=given.get("province"),
        postal_code=given.get("zip"),
        country=given.get("country"),
        country_code=given.get("country_code"),
    )


def _fulfillment(given: dict[str, Any]) -> dict[str, Any]:
    numbers = [*zip(given["tracking_numbers"], given["tracking_urls"], strict=True)]
    first = numbers[0] if numbers else (None, None)
    return {
        "id": str(given["id"]),
        "status": "delivered" if given["shipment_status"] == "delivered" else "in_transit",
        "items": [
            {"id": str(each["id"]), "quantity": each["quantity"]} for each in given["line_items"]
        ],
        "shipping_method": given["tracking_company"],
        "awb": first[0],
        "tracking_url": first[1],
        "tracking": [{"awb": number, "url": url} for number, url in numbers[1:]],
        "created_at": given["created_at"],
    }
