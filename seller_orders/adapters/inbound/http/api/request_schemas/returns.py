"""Request bodies of returns (contract, section 7)."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import NonEmptyText, Note
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument, TrackingDocument
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.domain.fulfillment import MAX_TRACKING
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import RETURN_CONDITIONS, RETURN_REASONS
from seller_orders.domain.values import Tracking

_Tracking: TypeAlias = Annotated[tuple[TrackingDocument, ...], Meta(max_length=MAX_TRACKING)]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


class ReturnRequestItemDocument(ItemDocument, kw_only=True):
    """Units of a line to return."""

    VALUE = ReturnRequestItem

    reason: Annotated[
        NonEmptyText,
        about(
            f"Reason of the customer: {_listed(RETURN_REASONS)} or any other text, unless the "
            "installation allows only its own reasons.",
            "too_small",
        ),
    ]


class ReturnCreation(ValueDocument, kw_only=True):
    """A return of units that were handed over."""

    VALUE: ClassVar[type] = ReturnRequest

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 1, "reason": "too_small"}],
        "note": "The customer prints the label",
    }

    items: Annotated[
        tuple[ReturnRequestItemDocument, ...],
        Meta(min_length=1),
        about("Units to return, one entry a line."),
    ]
    note: Annotated[Note | None, about("Note on the return.")] = None
    tracking: Annotated[
        _Tracking, about("Tracking numbers of the parcels that come back, if they are known.", [])
    ] = ()


class ReturnApproval(Document):
    """An approval of a return."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "tracking": [{"awb": "1Z999AA10123456785"}],
        "notify_customer": True,
    }

    tracking: Annotated[
        _Tracking | UnsetType,
        about(
            "All tracking numbers of the parcels that come back; they replace the previous ones."
        ),
    ] = UNSET
    notify_customer: Annotated[bool, about("Notify the customer of the approval.")] = False

    def numbers(self) -> tuple[Tracking, ...] | None:
        """Return the tracking numbers that the request sets, None if it keeps them."""
        if self.tracking is UNSET:
            return None
        return tuple(each.value() for each in self.tracking)


class ReceivedItemDocument(ItemDocument, kw_only=True):
    """Units of a line that came back in one condition."""

    VALUE = ReceivedItem

    condition: Annotated[
        NonEmptyText,
        about(
            f"Condition of the units: {_listed(RETURN_CONDITIONS)}, unless the installation has "
            "its own conditions. By default only `resellable` units go back to stock, and "
            "`missing` ones do not count as received.",
            "resellable",
        ),
    ]


class ReturnReceipt(Document, kw_only=True):
    """Units that came back."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 1, "condition": "resellable"}],
        "notify_customer": True,
    }

    items: Annotated[
        tuple[ReceivedItemDocument, ...],
        Meta(min_length=1),
        about("Units that came back now, one entry for each line and condition."),
    ]
    notify_customer: Annotated[bool, about("Notify the customer of the receipt.")] = False

    def received(self) -> tuple[ReceivedItem, ...]:
        """Return the units that came back."""
        return tuple(item.value() for item in self.items)
