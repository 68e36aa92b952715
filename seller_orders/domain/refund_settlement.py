"""Policy of the outcome of refunds (contract, section 2)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.refusals import (
    FieldProblem,
    RefundIsSettled,
    Refusal,
    TenderNotFound,
)


def ensure_settles(
    refund: Refund, status: RefundStatus, tender_id: str | None = None
) -> Result[RefundStatus, Refusal]:
    """Allow a pending refund to succeed or fail, and any refund to keep its status.

    ``tender_id`` names one part, which is judged alone.
    """
    current = refund.status
    if tender_id is not None:
        part = refund.part(tender_id)
        if part is None:
            detail = f"The refund has no part for tender {tender_id}."
            problem = FieldProblem(TenderNotFound.code, detail, ("tender_id",))
            return Failure(TenderNotFound((problem,)))
        current = part.status
    if current in (RefundStatus.PENDING, status):
        return Success(status)
    return Failure(RefundIsSettled(refund.id, current, tender_id))
