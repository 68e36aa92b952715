"""Refusals of the event feed."""

from typing import ClassVar

from attrs import frozen

from seller_orders.domain.refusals.refusal import Refusal


@frozen
class CursorExpired(Refusal):
    """Events after the cursor may have been deleted. Begin without `after`."""

    code: ClassVar[str] = "cursor_expired"
    template: ClassVar[str] = (
        "Events are kept for {days} days, and this cursor is older. Read without after, which "
        "begins at the oldest event, and reconcile with the list of orders."
    )
    days: int
