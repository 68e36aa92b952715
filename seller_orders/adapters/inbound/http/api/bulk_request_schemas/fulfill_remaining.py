"""Request bodies of bulk updates of fulfillments (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from msgspec import field

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Text, WebAddress
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import FulfillRemaining
from seller_orders.domain.values import Tracking


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


class BulkFulfill(BulkOrders, tag_field="action", tag="fulfill", kw_only=True):
    """Fulfillments of all remaining units of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "fulfill",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"shipping_method": "Self-Delivery"},
        "atomic": True,
    }

    data: Annotated[
        BulkFulfillData, about("How the remaining units of each order are shipped.")
    ] = field(default_factory=BulkFulfillData)

    def action(self) -> FulfillRemaining:
        """Return the action."""
        url = self.data.tracking_url
        return FulfillRemaining(
            shipping_method=self.data.shipping_method,
            tracking=Tracking(awb=self.data.awb, url=None if url is None else str(url)),
            notify_customers=self.data.notify_customers,
        )
