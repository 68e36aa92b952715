"""Request bodies of the operations on one order (contract, section 3)."""

from typing import Annotated, Any, ClassVar, Final, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    AmountAboveZero,
    AttributeText,
    ForeignIdentifier,
    LabelKey,
    Note,
    Text,
    WebAddress,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import (
    ItemDocument,
    MoreTracking,
    ShipmentDocument,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.payment_codec import TenderDocument
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.metadata import MAX_ATTRIBUTES, MAX_EXTERNAL_IDS
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking

AttributeChanges: TypeAlias = Annotated[
    dict[LabelKey, AttributeText | None],
    Meta(max_length=2 * MAX_ATTRIBUTES),
    about(
        "New attributes by key. Null removes a key; other keys keep their values.",
        {"gift_wrap": "red", "colour": None},
    ),
]
ExternalIdChanges: TypeAlias = Annotated[
    dict[LabelKey, ForeignIdentifier | None],
    Meta(max_length=2 * MAX_EXTERNAL_IDS),
    about(
        "New ids by system. Null removes a system's id; other ids stay.",
        {"erp": "SO-17", "marketplace": None},
    ),
]


class StatusChange(Document):
    """A change of an order's status."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "status": "processing",
        "note": "Being prepared",
        "notify_customer": True,
    }

    status: Annotated[
        OrderStatus,
        about("New status of the order. `cancelled` requires the scope `orders:cancel`."),
    ]
    note: Annotated[Note | None, about("Note for the timeline.")] = None
    notify_customer: Annotated[bool, about("Notify the customer of the change.")] = False


class RequestedItem(ItemDocument):
    """Units of a line. Name and price are accepted and ignored; the order's values apply."""

    name: Annotated[Text | None, about("Accepted and ignored: the order's name applies.")] = None
    selling_price: Annotated[
        Amount | None, about("Accepted and ignored: the order's price applies.")
    ] = None


class FulfillmentRequest(ShipmentDocument):
    """A fulfillment to create."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "shipping_method": "Self-Delivery",
        "awb": "1Z999AA10123456784",
        "tracking_url": "https://www.ups.com/track?tracknum=1Z999AA10123456784",
        "delivery_person": {"name": "Rider Rahul", "phone": "+919876543210"},
        "notify_customer": True,
    }

    items: Annotated[
        tuple[RequestedItem, ...],
        Meta(min_length=1),
        about("Lines to ship, with the units of each; one entry a line."),
    ]
    notify_customer: Annotated[bool, about("Notify the customer of the shipment.")] = False


class FulfillmentChange(Document):
    """A change of a fulfillment. Null clears a field; a missing field keeps its value."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "delivered", "notify_customer": True}

    RULES: ClassVar[dict[str, Any]] = {
        "anyOf": [{"required": [name]} for name in ("status", "awb", "tracking_url", "tracking")]
    }

    status: Annotated[FulfillmentStatus | UnsetType, about("New status of the fulfillment.")] = (
        UNSET
    )
    awb: Annotated[
        Text | UnsetType | None, about("New tracking number (air waybill); null removes it.")
    ] = UNSET
    tracking_url: Annotated[
        WebAddress | UnsetType | None,
        about("New link to the tracking page, http or https; null removes it."),
    ] = UNSET
    more_tracking: Annotated[
        MoreTracking | UnsetType,
        about("All tracking numbers beyond the first; they replace the previous ones."),
    ] = field(default=UNSET, name="tracking")
    notify_customer: Annotated[
        bool,
        about(
            "Notify the customer of the delivery, or of the new tracking if the status stays as it "
            "is. Other changes notify nobody."
        ),
    ] = False

    def tracking_numbers(self) -> tuple[Tracking, ...] | None:
        """Return the tracking numbers beyond the first that the request sets, None if none."""
        if self.more_tracking is UNSET:
            return None
        return tuple(each.value() for each in self.more_tracking)

    def tracking(self) -> dict[str, str | None]:
        """Return the tracking fields that the request sets."""
        given: dict[str, str | None] = {}
        if self.awb is not UNSET:
            given["awb"] = self.awb
        if self.tracking_url is not UNSET:
            given["url"] = None if self.tracking_url is None else str(self.tracking_url)
        return given


class Nothing(Document):
    """An empty object."""


CANCELLATION_RULES: Final[dict[str, Any]] = {
    "if": {"properties": {"reason": {"const": "other"}}},
    "then": {
        "properties": {"cancel_reason_details": {"type": "string", "minLength": 1}},
        "required": ["cancel_reason_details"],
    },
    "dependentSchemas": {
        "refund_amount": {
            "if": {"properties": {"refund_amount": {"type": "number"}}},
            "then": {"properties": {"refund": {"const": True}}, "required": ["refund"]},
        }
    },
}


class CancelRequest(Document):
    """A cancellation of an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "reason": "customer_request",
        "refund": True,
        "restock": True,
        "notify_customer": True,
    }

    RULES: ClassVar[dict[str, Any]] = CANCELLATION_RULES

    reason: Annotated[CancelReason, about("Reason of the cancellation.")]
    cancel_reason_details: Annotated[
        Note | None, about("Explanation of the reason. Required if the reason is `other`.")
    ] = None
    refund: Annotated[bool, about("Refund the payment.")] = False
    refund_amount: Annotated[
        AmountAboveZero | None,
        about("Amount to refund, only with `refund`; all that is left to refund by default."),
    ] = None
    restock: Annotated[bool, about("Return the units that were not shipped to stock.")] = False
    notify_customer: Annotated[bool, about("Notify the customer of the cancellation.")] = False

    def request(self) -> CancellationRequest:
        """Return the request."""
        return CancellationRequest(
            reason=self.reason,
            details=self.cancel_reason_details,
            refund=self.refund,
            refund_amount=self.refund_amount,
            restock=self.restock,
        )


class PaymentChange(Document):
    """A change of an order's payment."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "paid", "amount_captured": 215.25}

    status: Annotated[PaymentStatus, about("New status of the payment.")]
    amount_captured: Annotated[
        Amount | None, about("Total that the customer has paid so far, in the order's currency.")
    ] = None
    tenders: Annotated[
        tuple[TenderDocument, ...],
        about(
            "Tenders to add; one with the id of an authorized tender captures it. The captured "
            "tenders must add up to all that is captured.",
            [],
        ),
    ] = ()
    overpayment: Annotated[
        bool, about("Allow `amount_captured` to be above the order's total.")
    ] = False
