"""Request a shipment's status from its carrier."""

from collections.abc import Callable

from attrs import asdict, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.ports.carrier_directory import (
    Booking,
    Carrier,
    DomainCarriers,
    TrackedShipment,
)
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.domain.courier_report import CourierReport, is_news
from seller_orders.domain.refusals import FulfillmentNotFound, HasNoCarrier, Refusal


@frozen(kw_only=True)
class TrackShipment:
    """Request a fulfillment's status from its carrier, without waiting for its report.

    Refusals: order_not_found, version_mismatch, fulfillment_not_found, has_no_carrier. Raises
    DeliveryError if the carrier does not answer.

    >>> ship = CreateFulfillment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     shipment=Shipment(items=(ItemQuantity("line_1", 2),)),
    ... )
    >>> sent = orders.create_fulfillment(ship).unwrap().fulfillment
    >>> track = TrackShipment(domain_id="dom_1", order_id="ord_1", fulfillment_id=sent.id)
    >>> orders.track_shipment(track).failure().code
    'has_no_carrier'
    """

    domain_id: str
    order_id: str
    fulfillment_id: str
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class TrackShipmentHandler:
    """Handler of TrackShipment. Records the carrier's response if it is new."""

    reader: OrderReader
    carriers: DomainCarriers
    report: Callable[[ReportShipment], Result[FulfilledOrder, Refusal]]

    def __call__(self, command: TrackShipment) -> Result[FulfilledOrder, Refusal]:
        """Return the fulfillment and its order."""
        found = self._booking(command)
        if not is_successful(found):
            return Failure(found.failure())
        booking, carrier = found.unwrap()
        with blocking_io():
            tracked = carrier.track(booking)
        return self.report(_report(command, booking, tracked))

    def _booking(self, command: TrackShipment) -> Result[tuple[Booking, Carrier], Refusal]:
        found = self.reader.order(command.domain_id, command.order_id)
        if not is_successful(found):
            return Failure(found.failure())
        order = found.unwrap()
        fulfillment = order.fulfillment(command.fulfillment_id)
        if fulfillment is None:
            return Failure(FulfillmentNotFound(command.fulfillment_id))
        carrier = self.carriers.of(command.domain_id).get(fulfillment.shipment.provider_id or "")
        if carrier is None:
            return Failure(HasNoCarrier(fulfillment.id))
        return Success((Booking(order, fulfillment), carrier))


def _report(
    command: TrackShipment, booking: Booking, tracked: TrackedShipment | None
) -> ReportShipment:
    fulfillment = booking.fulfillment
    is_new = tracked is not None and is_news(booking.order, fulfillment, tracked.status)
    return ReportShipment(
        domain_id=command.domain_id,
        order_id=command.order_id,
        fulfillment_id=fulfillment.id,
        provider_id=str(fulfillment.shipment.provider_id),
        report=CourierReport(status=tracked.status) if tracked and is_new else None,
        tracking=asdict(tracked.tracking) if tracked else {},
        expected_versions=command.expected_versions,
        idempotency_key=command.idempotency_key,
    )
