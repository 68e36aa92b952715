"""Rules of a domain about the reasons of cancellations."""

from attrs import frozen

from seller_orders.domain.cancellation import CUSTOMER_REASONS, CancelReason


@frozen(kw_only=True)
class CancellationRules:
    """Reasons that a domain accepts, and those that notifications show to the customer."""

    reasons: frozenset[CancelReason] = frozenset(CancelReason)
    customer_reasons: frozenset[CancelReason] = CUSTOMER_REASONS
