"""Descriptions and examples of document fields, which OpenAPI shows."""

from typing import Any, Final

from msgspec import Meta


def about(description: str, *examples: Any) -> Meta:
    """Return the description and the example values of a field, for use in ``Annotated``."""
    return Meta(description=description, examples=list(examples) or None)


# Fields that several documents have.
ORDER_ID: Final = about("Id of the order.", "ord_1001")
ORDER_NUMBER: Final = about("Number of the order, unique in its store.", "1001")
DOMAIN_ID: Final = about("Id of the domain: the merchant whose order it is.", "dom_1")
STORE_ID: Final = about("Id of the store: a sales channel of the domain.", "store_web")
ORDER_STATUS: Final = about("Status of the order.", "pending")
PAYMENT_STATUS: Final = about("Status of the payment at the payment provider.", "paid")
FULFILLMENT_STATUS: Final = about(
    "Share of the order's units in active fulfillments: none, some or all. Lines that require no"
    " shipping do not count.",
    "unfulfilled",
)
FINANCIAL_STATUS: Final = about(
    "State of the order's money, derived from total, captured and refunded amounts.", "paid"
)
RETURN_STATUS: Final = about("State of the order's returns.", "none")
PLACED_AT: Final = about("Time when the order was placed.", "2026-11-26T09:00:00Z")
CHANGED_AT: Final = about("Time of the last change.", "2026-11-26T09:00:00Z")
VERSION: Final = about("Version of the order. Each change increases it by one.", 1)
EXTERNAL_IDS: Final = about(
    "Ids of the order in other systems, by system. No other order of the domain has the same one.",
    {"erp": "SO-17", "shopify": "gid://shopify/Order/17"},
)
ATTRIBUTES: Final = about(
    "Texts of your own, by key. They are never interpreted.", {"gift_wrap": "red"}
)
SHIP_BY: Final = about("Deadline for shipping the order.", "2026-11-28T17:00:00Z")
ASSIGNEE: Final = about("Id of the user who takes care of the order; not checked.", "usr_1")
