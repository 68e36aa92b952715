"""Request body of a hold (contract, section 7)."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Note,
    Timestamp,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.hold import HoldReason, HoldRequest


class HoldOrderRequest(Document, kw_only=True):
    """A hold of an order, or of some of its lines."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "reason": "fraud_risk",
        "note": "The card is from another country",
        "handle": "risk-check",
    }

    reason: Annotated[HoldReason, about("Reason of the hold.")]
    note: Annotated[Note | None, about("Note for the timeline.")] = None
    items: Annotated[
        tuple[Identifier, ...],
        Meta(min_length=1),
        about("Ids of the lines to hold; the whole order by default."),
    ] = ()
    until: Annotated[
        Timestamp | None,
        about(
            "Time in the future at which the hold ends. By default it does not end until you "
            "release it."
        ),
    ] = None
    handle: Annotated[
        NonEmptyText | None,
        about(
            "Your own name for the hold, unique among the order's open holds. If an open hold has "
            "it, the request changes nothing and returns that hold."
        ),
    ] = None

    def request(self) -> HoldRequest:
        """Return the request."""
        return HoldRequest(
            reason=self.reason,
            note=self.note,
            items=self.items,
            until=utc(self.until),
            handle=self.handle,
        )
