"""Change of an order that edits its parts (contract, section 7)."""

from typing import Final

from attrs import evolve, fields_dict

from seller_orders.domain.edit_facts import edit_facts
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import EditTerms
from seller_orders.domain.timeline import Change, ChangeType

_PARTS: Final = tuple(name for name in fields_dict(EditTerms) if name != "reason")


def edit_order(order: Order, terms: EditTerms, change: Change) -> Order:
    """Edit an order on terms that a policy allowed; without a difference return the order itself.

    Fulfillments keep their recipients, and no unit goes back to stock.
    """
    if all(getattr(order, name) == getattr(terms, name) for name in _PARTS):
        return order
    edited = with_terms(order, terms)
    return edited.next_version(
        ChangeType.EDITED, change, data=edit_facts(order, edited, terms.reason)
    )


def with_terms(order: Order, terms: EditTerms) -> Order:
    """Return the order with the parts that an edit leaves, at the same version."""
    return evolve(order, **{name: getattr(terms, name) for name in _PARTS})
