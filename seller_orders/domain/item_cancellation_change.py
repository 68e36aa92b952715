"""Change of an order that cancels units of its lines (contract, section 7)."""

from collections.abc import Iterable

from attrs import evolve

from seller_orders.domain.balance import owed_part
from seller_orders.domain.item_cancellation import ItemCancellationTerms
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, Refund
from seller_orders.domain.refund_parts import with_refund
from seller_orders.domain.stock import RestockCause, restock_of
from seller_orders.domain.timeline import Change, ChangeType, Fact
from seller_orders.domain.timeline_facts import restock_facts


def cancel_items(
    order: Order, terms: ItemCancellationTerms, refund_id: str, change: Change
) -> Order:
    """Cancel units on terms that a policy allowed; the refund gets the id ``refund_id``.

    Units that are free afterwards go back to stock if the terms say so, else they are set aside.
    """
    reduced = evolve(order, lines=_reduced(order.lines, terms))
    free = {item.id: min(item.quantity, reduced.free[item.id]) for item in terms.items}
    back, aside = (free, {}) if terms.restock else ({}, free)
    restocks = restock_of(RestockCause.ITEMS_CANCELLED, change.id, back, order.lines, change.at)
    items: list[Fact] = [
        {"id": item.id, "quantity": item.quantity, "worth": item.worth.amount}
        for item in terms.items
    ]
    return reduced.next_version(
        ChangeType.ITEMS_CANCELLED,
        change,
        data={
            "reason": terms.reason.value,
            "refund_id": refund_id if terms.refund is not None else None,
            "restock": terms.restock,
            "items": items,
            **restock_facts(restocks),
        },
        lines=tuple(
            evolve(line, set_aside_quantity=line.set_aside_quantity + aside.get(line.id, 0))
            for line in reduced.lines
        ),
        payment=_payment(reduced, terms, refund_id, change),
        restocks=(*order.restocks, *restocks),
    )


def _reduced(lines: Iterable[LineItem], terms: ItemCancellationTerms) -> tuple[LineItem, ...]:
    items = {item.id: item for item in terms.items}

    def reduced(line: LineItem) -> LineItem:
        if line.id not in items:
            return line
        item = items[line.id]
        requested = item.quantity if terms.restock else 0
        return evolve(
            line,
            cancelled_quantity=line.cancelled_quantity + item.quantity,
            cancelled_worth=line.cancelled_worth + item.worth,
            restock_requested_quantity=line.restock_requested_quantity + requested,
        )

    return tuple(map(reduced, lines))


def _payment(
    reduced: Order, terms: ItemCancellationTerms, refund_id: str, change: Change
) -> Payment:
    """Return the payment with the refund; what the customer is owed of it is recorded with it."""
    if terms.refund is None:
        return reduced.payment
    refund = Refund(
        id=refund_id,
        amount=terms.refund,
        owed=owed_part(terms.refund, reduced.balance),
        reason=terms.details or terms.reason,
        created_at=change.at,
    )
    return with_refund(reduced.payment, refund)
