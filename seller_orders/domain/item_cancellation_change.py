"""Change of an order that cancels units of its lines (contract, section 7)."""

from collections.abc import Iterable

from attrs import evolve

from seller_orders.domain.balance import owed_part
from seller_orders.domain.change_facts import restock_facts
from seller_orders.domain.item_cancellation import ItemCancellationTerms
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.refund_parts import newest_first
from seller_orders.domain.stock import RestockCause, restock_of
from seller_orders.domain.timeline import Change, ChangeType, Fact


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
    refunds = _refunds(reduced, terms, refund_id, change)
    items: list[Fact] = [
        {"id": item.id, "quantity": item.quantity, "worth": item.worth.amount}
        for item in terms.items
    ]
    return reduced.next_version(
        ChangeType.ITEMS_CANCELLED,
        change,
        data={
            "reason": terms.reason.value,
            "refund_id": refund_id if refunds else None,
            "restock": terms.restock,
            "items": items,
            **restock_facts(restocks),
        },
        lines=tuple(
            evolve(line, set_aside_quantity=line.set_aside_quantity + aside.get(line.id, 0))
            for line in reduced.lines
        ),
        payment=evolve(order.payment, refunds=(*order.payment.refunds, *refunds)),
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


def _refunds(
    reduced: Order, terms: ItemCancellationTerms, refund_id: str, change: Change
) -> tuple[Refund, ...]:
    if terms.refund is None:
        return ()
    refund = Refund(
        id=refund_id,
        amount=terms.refund,
        owed=owed_part(terms.refund, reduced.balance),
        parts=newest_first(reduced.payment, terms.refund),
        reason=terms.details or terms.reason,
        created_at=change.at,
    )
    return (refund,)
