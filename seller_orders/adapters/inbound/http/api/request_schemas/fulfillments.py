"""Request bodies of fulfillments (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType, field

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Amount, Text, WebAddress
from seller_orders.adapters.shared.wire.fulfillment_codec import (
    ItemDocument,
    MoreTracking,
    ShipmentDocument,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.values import Tracking


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
