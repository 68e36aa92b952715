"""Body of a carrier's shipment event (docs/carrier-openapi.json)."""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Note,
    Text,
    Timestamp,
    WebAddress,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.domain.courier_report import CourierReport
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.values import MAX_QUANTITY


class FailedAttempt(Document):
    """A failed delivery attempt; ``number`` counts the attempts if the courier does."""

    reason: Annotated[Note, about("Reason why the delivery failed.", "Nobody at home")]
    number: Annotated[
        Annotated[int, Meta(ge=1, le=MAX_QUANTITY)] | None,
        about("Number of the attempt, if the courier counts them.", 1),
    ] = None


class ReportedShipment(Document):
    """State of a shipment; ``id``, ``domain_id`` and ``order_id`` are those of its booking.

    ``place`` is where the shipment was. An omitted ``awb`` or ``tracking_url`` is not changed.
    """

    RULES: ClassVar[dict[str, Any]] = {
        "if": {
            "properties": {"failed_attempt": {"type": "object"}},
            "required": ["failed_attempt"],
        },
        "then": {"properties": {"status": {"const": "out_for_delivery"}}},
    }

    id: Annotated[Identifier, about("Id of the shipment, from its booking.", "ful_1")]
    domain_id: Annotated[Identifier, about("Id of the domain, from the booking.", "dom_1")]
    order_id: Annotated[Identifier, about("Id of the order, from the booking.", "ord_1001")]
    status: Annotated[
        Literal["in_transit", "out_for_delivery", "delivered", "failed", "returned"],
        about("Status of the shipment.", "out_for_delivery"),
    ]
    place: Annotated[
        Text | None, about("Place of the report, in the courier's words.", "Pune hub")
    ] = None
    failed_attempt: Annotated[
        FailedAttempt | None,
        about("Failed delivery attempt, only with the status `out_for_delivery`."),
    ] = None
    awb: Annotated[NonEmptyText | UnsetType, about("New tracking number (air waybill).")] = UNSET
    tracking_url: Annotated[
        WebAddress | UnsetType, about("New link to the tracking page, http or https.")
    ] = UNSET


class ShipmentEvent(Document):
    """POST /carriers/{provider_id}/events; ``timestamp`` is when the event happened."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "type": "shipment.updated",
        "timestamp": "2026-11-26T09:30:00Z",
        "data": {
            "id": "ful_1",
            "domain_id": "dom_1",
            "order_id": "ord_1001",
            "status": "out_for_delivery",
            "failed_attempt": {"reason": "Nobody at home", "number": 1},
        },
    }

    type: Annotated[Literal["shipment.updated"], about("Type of the event.", "shipment.updated")]
    timestamp: Annotated[Timestamp, about("Time when the event happened.", "2026-11-26T09:30:00Z")]
    data: Annotated[ReportedShipment, about("State of the shipment.")]

    def command(self, provider_id: str) -> ReportShipment:
        """Return the command that records the event."""
        data, attempt = self.data, self.data.failed_attempt
        if attempt and data.status != "out_for_delivery":
            detail = "failed_attempt is only allowed with status out_for_delivery."
            invalid("invalid", detail, "data", "failed_attempt")
        tracking = {"awb": data.awb, "url": data.tracking_url}
        return ReportShipment(
            domain_id=data.domain_id,
            order_id=data.order_id,
            fulfillment_id=data.id,
            provider_id=provider_id,
            report=CourierReport(
                status=FulfillmentStatus(data.status),
                place=data.place,
                failed_attempt=attempt.reason if attempt else None,
                attempt=attempt.number if attempt else None,
                occurred_at=self.timestamp.utc,
            ),
            tracking={name: str(value) for name, value in tracking.items() if value is not UNSET},
        )
