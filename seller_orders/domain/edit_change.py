"""Change of an order that edits its parts (contract, section 7)."""

from typing import Final

from attrs import evolve, fields_dict

from seller_orders.domain.edit_facts import edit_facts
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import EditTerms
from seller_orders.domain.recipient import recipient_of
from seller_orders.domain.timeline import Change, ChangeType

_PARTS: Final = tuple(name for name in fields_dict(EditTerms) if name != "reason")


def edit_order(order: Order, terms: EditTerms, change: Change) -> Order:
    """Edit an order on terms that a policy allowed; without a difference return the order itself.

    Fulfillments keep their recipients: a recipient that was the order's becomes their own. No unit
    goes back to stock.
    """
    if all(getattr(order, name) == getattr(terms, name) for name in _PARTS):
        return order
    edited = with_terms(order, terms)
    return edited.next_version(
        ChangeType.EDITED,
        change,
        data=edit_facts(order, edited, terms.reason),
        fulfillments=tuple(_with_recipient(each, order, edited) for each in order.fulfillments),
    )


def with_terms(order: Order, terms: EditTerms) -> Order:
    """Return the order with the parts that an edit leaves, at the same version."""
    return evolve(order, **{name: getattr(terms, name) for name in _PARTS})


def _with_recipient(fulfillment: Fulfillment, before: Order, after: Order) -> Fulfillment:
    shipment = fulfillment.shipment
    former, now = (
        recipient_of(shipment, each.customer, each.shipping_address) for each in (before, after)
    )
    if former == now:
        return fulfillment
    return evolve(fulfillment, shipment=evolve(shipment, customer=former))
