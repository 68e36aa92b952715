"""Rules of a domain about the reasons of cancellations."""

from collections.abc import Iterator

from attrs import frozen

from seller_orders.domain.cancellation import CUSTOMER_REASONS, CancelReason
from seller_orders.domain.refusals import FieldProblem


@frozen(kw_only=True)
class CancellationRules:
    """Reasons that a domain accepts, and those that notifications show to the customer."""

    reasons: frozenset[CancelReason] = frozenset(CancelReason)
    customer_reasons: frozenset[CancelReason] = CUSTOMER_REASONS


def problems_of_cancellation(rules: CancellationRules) -> Iterator[FieldProblem]:
    """Return what is wrong with rules that a domain sets."""
    if not rules.reasons:
        detail = "It must have at least one reason; otherwise nothing could be cancelled."
        yield FieldProblem("out_of_range", detail, ("reasons",))
    for reason in sorted(rules.customer_reasons - rules.reasons):
        detail = f"{reason} is shown to customers, but is none of the reasons that are allowed."
        yield FieldProblem("unknown_value", detail, ("customer_reasons",))
