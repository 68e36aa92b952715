"""Request bodies of bulk updates of holds (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from msgspec import field

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import NonEmptyText, Note, Timestamp, utc
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import PlaceHold, ReleaseHolds
from seller_orders.domain.hold import HoldReason


class BulkHoldData(Document):
    """The hold of each order, whole."""

    reason: Annotated[HoldReason, about("Reason of the hold.", "fraud_risk")]
    note: Annotated[Note | None, about("Note for the timelines.")] = None
    until: Annotated[
        Timestamp | None,
        about(
            "Time in the future at which the hold ends. By default it does not end until you "
            "release it."
        ),
    ] = None
    handle: Annotated[
        NonEmptyText | None,
        about("Your own name for the hold. An order with an open hold of this handle stays as is."),
    ] = None


class BulkHold(BulkOrders, tag_field="action", tag="hold", kw_only=True):
    """Holds of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "hold",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"reason": "fraud_risk", "handle": "risk-check"},
    }

    data: Annotated[BulkHoldData, about("The hold.")]

    def action(self) -> PlaceHold:
        """Return the action."""
        data = self.data
        return PlaceHold(
            reason=data.reason, note=data.note, until=utc(data.until), handle=data.handle
        )


class BulkReleaseData(Document):
    """The holds to release."""

    handle: Annotated[
        NonEmptyText | None, about("Handle of the holds to release; all holds by default.")
    ] = None


class BulkRelease(BulkOrders, tag_field="action", tag="release", kw_only=True):
    """Releases of holds of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "release",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"handle": "risk-check"},
    }

    data: Annotated[BulkReleaseData, about("The holds to release.")] = field(
        default_factory=BulkReleaseData
    )

    def action(self) -> ReleaseHolds:
        """Return the action."""
        return ReleaseHolds(handle=self.data.handle)
