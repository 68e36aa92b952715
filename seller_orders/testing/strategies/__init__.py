"""Hypothesis strategies for every value of the domain, up to full, valid orders.

``orders()`` and ``order_drafts()`` are of whole orders. The modules have the strategies of their
parts, and functions ``draw_…`` that draw a part to fit the rest of an order.
"""

from seller_orders.testing.choices import STEPS
from seller_orders.testing.strategies.drafts import draft_of, order_drafts
from seller_orders.testing.strategies.fulfillments import more_trackings, trackings
from seller_orders.testing.strategies.labels import attributes, keys, tags
from seller_orders.testing.strategies.order_amounts import tax_lines_of
from seller_orders.testing.strategies.people import (
    addresses,
    coordinates,
    customers,
    delivery_people,
    languages,
    optional_addresses,
    recipients,
)
from seller_orders.testing.strategies.plain_values import (
    currencies,
    foreign_identifiers,
    identifiers,
    moments,
    money,
    optional_moments,
    optional_texts,
    order_numbers,
    phones,
    quantities,
    spans,
    texts,
    unit_prices,
    web_addresses,
)
from seller_orders.testing.strategies.timelines import facts
from seller_orders.testing.strategies.whole_orders import orders

__all__ = [
    "STEPS",
    "addresses",
    "attributes",
    "coordinates",
    "currencies",
    "customers",
    "delivery_people",
    "draft_of",
    "facts",
    "foreign_identifiers",
    "identifiers",
    "keys",
    "languages",
    "moments",
    "money",
    "more_trackings",
    "optional_addresses",
    "optional_moments",
    "optional_texts",
    "order_drafts",
    "order_numbers",
    "orders",
    "phones",
    "quantities",
    "recipients",
    "spans",
    "tags",
    "tax_lines_of",
    "texts",
    "trackings",
    "unit_prices",
    "web_addresses",
]
