"""Cancellations of orders."""

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.payment import Payment
from seller_orders.testing.choices import Choices

_CANCEL_REASONS = tuple(reason for reason in CancelReason if reason is not CancelReason.OTHER)


def draw_cancellation(choices: Choices, payment: Payment) -> Cancellation | None:
    """Draw a cancellation, which may name one of the payment's refunds, or None."""
    kind = choices.below(3)
    if kind == 0:
        return None
    is_other = kind == 2
    refund_ids = [None, *(refund.id for refund in payment.refunds)]
    return Cancellation(
        reason=CancelReason.OTHER if is_other else choices.one_of(_CANCEL_REASONS),
        details=choices.text(2000) if is_other else choices.optional_text(2000),
        at=choices.moment(),
        by=choices.text(200),
        refund_id=choices.one_of(refund_ids),
        restocked=choices.flag(),
    )
