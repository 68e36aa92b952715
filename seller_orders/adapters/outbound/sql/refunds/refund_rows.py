"""Parts in the rows of refunds."""

from collections.abc import Mapping
from typing import Any

from seller_orders.domain.payment import RefundStatus


def with_settled_parts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a refund, with parts that agree with its status.

    The former release settles a refund and leaves its parts as they are. It counts a failed refund
    as nothing, and so do parts that have all failed.
    """
    status, parts = row["status"], row["parts"]
    if status == RefundStatus.FAILED:
        parts = [part | {"status": status} for part in parts]
    elif status == RefundStatus.SUCCEEDED:
        pending = RefundStatus.PENDING
        parts = [p | {"status": status} if p["status"] == pending else p for p in parts]
    return {**row, "parts": parts}


def pending_units(row: Mapping[str, Any]) -> int:
    """Return what is still to be paid of a pending refund, in units of ``Money``."""
    pending = (part["amount"] for part in row["parts"] if part["status"] == RefundStatus.PENDING)
    units: int = sum(pending) if row["parts"] else row["amount"]
    return units
