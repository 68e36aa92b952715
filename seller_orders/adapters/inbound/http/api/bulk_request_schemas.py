"""Request bodies of the bulk update (contract, section 3)."""

from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import Meta, field

from seller_orders.adapters.inbound.http.api.request_schemas import CANCELLATION_RULES
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.field_descriptions import ASSIGNEE, about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Note,
    Tag,
    Text,
    Timestamp,
    WebAddress,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import (
    AddTags,
    CancelRemainingItems,
    FulfillRemaining,
    PlaceHold,
    ReleaseHolds,
    RemoveTags,
    SetAssignee,
    SetStatus,
)
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import unexplained_reason
from seller_orders.domain.hold import HoldReason
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking

Ids: TypeAlias = Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=1_000)]
Tags: TypeAlias = Annotated[tuple[Tag, ...], Meta(min_length=1, max_length=50)]


class BulkStatusData(Document):
    """The new status."""

    status: Annotated[
        OrderStatus,
        about("New status of the orders. `cancelled` requires the scope `orders:cancel`."),
    ]
    note: Annotated[Note | None, about("Note for the timelines.")] = None
    notify_customers: Annotated[bool, about("Notify the customers of the change.")] = False


class BulkTagsData(Document):
    """Tags."""

    tags: Annotated[Tags, about("Tags to add or remove.")]


class BulkFulfillData(Document):
    """Shipping method and tracking of the shipments."""

    shipping_method: Annotated[
        Text | None, about("Shipping method of all shipments, in your own words.")
    ] = None
    awb: Annotated[Text | None, about("Tracking number (air waybill) of all shipments.")] = None
    tracking_url: Annotated[
        WebAddress | None, about("Link to the tracking page, http or https.")
    ] = None
    notify_customers: Annotated[bool, about("Notify the customers of their shipments.")] = False


class BulkItemsCancelData(Document):
    """The cancellation of all units that remain."""

    RULES: ClassVar[dict[str, Any]] = {name: CANCELLATION_RULES[name] for name in ("if", "then")}

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "out_of_stock")]
    cancel_reason_details: Annotated[
        Note | None, about("Explanation of the reason. Required if the reason is `other`.")
    ] = None
    refund: Annotated[bool, about("Refund what the units are worth.")] = False
    restock: Annotated[bool, about("Return the units to stock.")] = False
    notify_customers: Annotated[bool, about("Notify the customers of the cancellation.")] = False

    def ensure_details(self) -> None:
        """Raise InvalidRequestError if the reason ``other`` is not explained."""
        if problem := unexplained_reason(self.reason, self.cancel_reason_details):
            invalid(problem.code, problem.detail, "data", *problem.path)


class BulkHoldData(Document):
    """The hold of each order, whole."""

    reason: Annotated[HoldReason, about("Reason of the hold.", "fraud_risk")]
    note: Annotated[Note | None, about("Note for the timelines.")] = None
    until: Annotated[
        Timestamp | None,
        about("Time from which on the hold holds nothing; none by default. It must be to come."),
    ] = None
    handle: Annotated[
        NonEmptyText | None,
        about("Your own name for the hold. An order with an open hold of this handle stays as is."),
    ] = None


class BulkReleaseData(Document):
    """The holds to release."""

    handle: Annotated[
        NonEmptyText | None, about("Handle of the holds to release; all holds by default.")
    ] = None


class BulkStatus(Document, tag_field="action", tag="update_status"):
    """A change of the status of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "update_status",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"status": "processing"},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkStatusData, about("The change.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> SetStatus:
        """Return the action."""
        data = self.data
        return SetStatus(status=data.status, note=data.note, notify_customers=data.notify_customers)


class BulkAddTags(Document, tag_field="action", tag="add_tags"):
    """Tags to add to several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "add_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkTagsData, about("The tags.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> AddTags:
        """Return the action."""
        return AddTags(self.data.tags)


class BulkRemoveTags(Document, tag_field="action", tag="remove_tags"):
    """Tags to remove from several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "remove_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkTagsData, about("The tags.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> RemoveTags:
        """Return the action."""
        return RemoveTags(self.data.tags)


class BulkFulfill(Document, tag_field="action", tag="fulfill"):
    """Fulfillments of all remaining units of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "fulfill",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"shipping_method": "Self-Delivery"},
        "atomic": True,
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[
        BulkFulfillData, about("How the remaining units of each order are shipped.")
    ] = field(default_factory=BulkFulfillData)
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> FulfillRemaining:
        """Return the action."""
        url = self.data.tracking_url
        return FulfillRemaining(
            shipping_method=self.data.shipping_method,
            tracking=Tracking(awb=self.data.awb, url=None if url is None else str(url)),
            notify_customers=self.data.notify_customers,
        )


class BulkItemsCancel(Document, tag_field="action", tag="items_cancel"):
    """Cancellations of all units of several orders that were not shipped."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "items_cancel",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"reason": "out_of_stock", "refund": True},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkItemsCancelData, about("Reason of the cancellation, refund and restock.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> CancelRemainingItems:
        """Return the action."""
        data = self.data
        return CancelRemainingItems(
            reason=data.reason,
            details=data.cancel_reason_details,
            refund=data.refund,
            restock=data.restock,
            notify_customers=data.notify_customers,
        )


class BulkHold(Document, tag_field="action", tag="hold"):
    """Holds of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "hold",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"reason": "fraud_risk", "handle": "risk-check"},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkHoldData, about("The hold.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> PlaceHold:
        """Return the action."""
        data = self.data
        return PlaceHold(
            reason=data.reason, note=data.note, until=utc(data.until), handle=data.handle
        )


class BulkRelease(Document, tag_field="action", tag="release"):
    """Releases of holds of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "release",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"handle": "risk-check"},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkReleaseData, about("The holds to release.")] = field(
        default_factory=BulkReleaseData
    )
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> ReleaseHolds:
        """Return the action."""
        return ReleaseHolds(handle=self.data.handle)


class BulkAssignData(Document):
    """The assignee."""

    user_id: Annotated[Identifier | None, ASSIGNEE]


class BulkAssign(Document, tag_field="action", tag="assign"):
    """The user who takes care of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "assign",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"user_id": "usr_1"},
    }

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    data: Annotated[BulkAssignData, about("The assignee.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False

    def action(self) -> SetAssignee:
        """Return the action."""
        return SetAssignee(self.data.user_id)


BulkRequest: TypeAlias = (
    BulkStatus
    | BulkAddTags
    | BulkRemoveTags
    | BulkFulfill
    | BulkItemsCancel
    | BulkAssign
    | BulkHold
    | BulkRelease
)
"""PATCH /orders/bulk; the action determines the fields of ``data``."""
