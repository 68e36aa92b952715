"""Parts of stored refunds."""

from typing import Any

from seller_orders.domain.payment import RefundStatus


def settle_parts(refund: dict[str, Any]) -> None:
    """Settle the pending parts of a refund's row if the row itself is settled.

    A former release settles a refund without its parts. The row's status then follows the parts.
    """
    status, parts = refund["status"], refund["parts"]
    if not parts or status == RefundStatus.PENDING:
        return
    for part in parts:
        if part["status"] == RefundStatus.PENDING:
            part["status"] = status
    statuses = {part["status"] for part in parts}
    if RefundStatus.SUCCEEDED in statuses:
        refund["status"] = RefundStatus.SUCCEEDED.value
