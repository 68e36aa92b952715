"""Rules of a domain about the reasons of cancellations."""

from collections.abc import Iterator

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.cancellation import CUSTOMER_REASONS, CancelReason
from seller_orders.domain.refusals import FieldProblem, InvalidFields


@frozen(kw_only=True)
class CancellationRules:
    """Reasons that a domain accepts, and those that notifications show to the customer."""

    reasons: frozenset[CancelReason] = frozenset(CancelReason)
    customer_reasons: frozenset[CancelReason] = CUSTOMER_REASONS

    @property
    def accepted(self) -> tuple[CancelReason, ...]:
        """The accepted reasons, in the sequence of ``CancelReason``."""
        return tuple(reason for reason in CancelReason if reason in self.reasons)


def ensure_accepted(
    reason: CancelReason, rules: CancellationRules
) -> Result[CancelReason, InvalidFields]:
    """Allow a reason that the domain accepts.

    >>> rules = CancellationRules(reasons=frozenset({CancelReason.FRAUD}))
    >>> ensure_accepted(CancelReason.OTHER, rules).failure().message
    'The reason other is not accepted here; it must be one of: fraud.'
    """
    if reason in rules.reasons:
        return Success(reason)
    accepted = ", ".join(rules.accepted) or "none, the domain cancels nothing"
    detail = f"The reason {reason} is not accepted here; it must be one of: {accepted}."
    return Failure(InvalidFields((FieldProblem("reason_not_accepted", detail, ("reason",)),)))


def problems_of_cancellation(rules: CancellationRules) -> Iterator[FieldProblem]:
    """Return what is wrong with rules that a domain sets."""
    if not rules.reasons:
        detail = "It must have at least one reason; otherwise nothing could be cancelled."
        yield FieldProblem("out_of_range", detail, ("reasons",))
    for reason in sorted(rules.customer_reasons - rules.reasons):
        detail = f"{reason} is shown to customers, but is none of the reasons that are allowed."
        yield FieldProblem("unknown_value", detail, ("customer_reasons",))
