"""Change of an order that cancels it (contract, section 2)."""

from typing import TypeVar

from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancellationTerms
from seller_orders.domain.fulfillment_change import cancelled_fulfillments
from seller_orders.domain.order_invariants import OrderInvariantError
from seller_orders.domain.order_state import OrderState
from seller_orders.domain.payment import Payment, PaymentStatus, Refund
from seller_orders.domain.refund_parts import with_refund
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import RestockCause, restock_of
from seller_orders.domain.timeline import Change, ChangeType
from seller_orders.domain.timeline_facts import released_facts, restock_facts

S = TypeVar("S", bound=OrderState)


def cancel(order: S, terms: CancellationTerms, refund_id: str, change: Change) -> S:
    """Cancel an order on terms that a policy allowed; its refund gets the id ``refund_id``.

    Raises OrderInvariantError if a cancellation is recorded already.
    """
    if order.cancellation is not None:
        raise OrderInvariantError("the order is cancelled already")
    cancellation = Cancellation(
        reason=terms.reason,
        details=terms.details,
        at=change.at,
        by=change.by,
        refund_id=refund_id if terms.refund is not None else None,
        restocked=terms.restock,
    )
    units = order.at_home if terms.restock else {}
    restocks = restock_of(RestockCause.CANCELLATION, None, units, order.lines, change.at)
    return order.next_version(
        ChangeType.CANCELLED,
        change,
        moved=(order.status, OrderStatus.CANCELLED),
        data={
            "reason": terms.reason.value,
            "refund_id": cancellation.refund_id,
            "restocked": terms.restock,
            "cancelled_fulfillments": [f.id for f in order.fulfillments if f.is_cancellable],
            **released_facts(order.holds),
            **restock_facts(restocks),
        },
        status=OrderStatus.CANCELLED,
        cancellation=cancellation,
        payment=_payment(order.payment, terms, refund_id, change),
        fulfillments=cancelled_fulfillments(order.fulfillments, change.at),
        restocks=(*order.restocks, *restocks),
        holds=(),
    )


def _payment(payment: Payment, terms: CancellationTerms, refund_id: str, change: Change) -> Payment:
    """Return the payment with the refund; a payment with nothing captured becomes voided."""
    status = payment.status if payment.captured else PaymentStatus.VOIDED
    payment = evolve(payment, status=status)
    if terms.refund is not None:
        refund = Refund(
            id=refund_id,
            amount=terms.refund,
            reason=terms.details or terms.reason,
            created_at=change.at,
        )
        payment = with_refund(payment, refund)
    return evolve(payment, refunded_at_cancellation=payment.refunded)
