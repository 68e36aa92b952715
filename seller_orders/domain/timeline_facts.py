"""Facts of a change in its timeline entry: amounts are decimals in the order's currency."""

from collections.abc import Iterable

from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.hold import Hold
from seller_orders.domain.payment import Refund
from seller_orders.domain.stock import Restock
from seller_orders.domain.timeline import Fact


def restock_facts(restocks: Iterable[Restock]) -> dict[str, Fact]:
    """Return the restocked items for a timeline entry; {} if there are none."""
    items: list[Fact] = [
        {"id": item.id, "sku": item.sku, "quantity": item.quantity}
        for restock in restocks
        for item in restock.items
    ]
    return {"restocked_items": items} if items else {}


def released_facts(holds: Iterable[Hold]) -> dict[str, Fact]:
    """Return the ids of released holds for a timeline entry; {} if there are none."""
    ids: list[Fact] = [hold.id for hold in holds]
    return {"released_holds": ids} if ids else {}


def refund_facts(refund: Refund) -> dict[str, Fact]:
    """Return the id of a new refund, of its return, and what it credits if it is by units."""
    facts: dict[str, Fact] = {"refund_id": refund.id}
    if refund.items:
        facts["items"] = [
            {"id": each.id, "quantity": each.quantity, "worth": each.worth.amount}
            for each in refund.items
        ]
    if refund.shipping:
        facts["shipping"] = refund.shipping.amount
    if refund.adjustment.units:
        facts["adjustment"] = refund.adjustment.amount
    if len(facts) > 1:
        facts["credit"] = refund.credit.amount
    if refund.return_id is not None:
        facts["return_id"] = refund.return_id
    return facts


def outcome_facts(before: Refund, after: Refund) -> dict[str, Fact]:
    """Return the id of a settled refund, and the parts that the outcome changes."""
    former = frozenset(before.parts)
    parts: list[Fact] = [
        {"tender_id": part.tender_id, "amount": part.amount.amount, "status": part.status.value}
        for part in after.parts
        if part not in former
    ]
    return {"refund_id": before.id, **({"parts": parts} if parts else {})}


def previous_tracking_facts(before: Shipment, after: Shipment) -> dict[str, Fact]:
    """Return the tracking that a change replaces; {} if the shipment stays as it is.

    The numbers beyond the first are among it if they change.
    """
    if after == before:
        return {}
    first = before.tracking
    facts: dict[str, Fact] = {"awb": first.awb, "tracking_url": first.url}
    if after.more_tracking != before.more_tracking:
        facts["tracking"] = [{"awb": one.awb, "url": one.url} for one in before.more_tracking]
    return {"previous_tracking": facts}
