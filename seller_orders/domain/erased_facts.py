"""Erasure of personal data in the facts of a change, as timelines, events and messages have them.

Numbers stay. A text stays only under a key that is known to have none of a person's data: the keys
of an imported timeline may be anything.
"""

from collections.abc import Mapping
from typing import Any, Final

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.hold import HoldReason
from seller_orders.domain.timeline import Fact
from seller_orders.domain.values import is_identifier

ERASED: Final = "erased"
"""Takes the place of a name or a text."""

_KEPT: Final = frozenset(
    """
    id order_id order_number domain_id store_id fulfillment_id refund_id return_id item_id hold_id
    tender_id provider_id product_id sku keys systems tags added removed released_holds
    cancelled_fulfillments replaces replaced_by assignee previous by from to status payment_status
    fulfillment_status financial_status currency kind title method reference shipping_method awb
    visibility condition handle template request handed_over_at occurred_at created_at updated_at
    ship_by until at reported
    """.split()
)
"""Keys of figures, goods, identifiers, statuses, times and the seller's own categories."""

_REASONS: Final = frozenset[str]({*CancelReason, *HoldReason})
"""Reasons that are codes. Those of edits, refunds and couriers are texts, even of one word."""

_REMOVED: Final = frozenset({"email", "phone", "url", "tracking_url", "coordinates"})
"""Keys of values that become null: a text in their place would be no address or number."""

_WHOLE: Final = frozenset({"external_ids"})
"""Keys of maps that stay, whose own keys may be anything."""

_GOODS: Final = frozenset({"added_items", "removed_items"})
"""Keys of lines of an order, whose name is that of a product."""

_CHANGE: Final = frozenset({"from", "to"})


def erased_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return facts without personal data.

    >>> erased_facts({"text": "Call Anjali", "visibility": "internal", "attempt": 2})
    {'text': 'erased', 'visibility': 'internal', 'attempt': 2}
    """
    return {key: _erased(value, key, "") for key, value in facts.items()}


def erased_code(text: str) -> str:
    """Return a text if it may be a code, such as ``wrong_item``; any other text is erased."""
    return text if is_identifier(text) else ERASED


def _erased(value: Any, key: str, within: str) -> Fact:
    if key in _WHOLE or value is None:
        result: Fact = value
        return result
    match value:
        case dict():
            if value.keys() <= _CHANGE:
                return {name: _erased(each, key, within) for name, each in value.items()}
            if key in _REMOVED:
                return None
            return {name: _erased(each, name, key) for name, each in value.items()}
        case list() | tuple():
            return [_erased(each, key, within) for each in value]
    if key in _REMOVED:
        return None
    return _erased_text(value, key, within) if isinstance(value, str) else value


def _erased_text(text: str, key: str, within: str) -> Fact:
    if within == "customer" and key == "id":
        return None if "@" in text else text
    if key in _KEPT or (key == "name" and within in _GOODS):
        return text
    if key == "reason":
        # A domain chooses the codes of returned items itself.
        return erased_code(text) if within == "items" or text in _REASONS else ERASED
    return ERASED
