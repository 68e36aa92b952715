"""Delivery of booking and cancellation requests to carriers.

Runs after the change has committed, so no transaction waits for a carrier, and a carrier never
books a shipment that was rolled back.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import asdict, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.application.outbox_messages import CarrierRequest, Message
from seller_orders.application.ports.carrier_directory import Booking, Carrier, DomainCarriers
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.courier_report import CourierReport
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.refusals import Refusal

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class DeliverCarrierRequest:
    """Asks a carrier to book or to cancel a shipment, and records the carrier's response."""

    carriers: DomainCarriers
    reader: OrderReader
    report: Callable[[ReportShipment], Result[Any, Refusal]]

    def __call__(self, message: Message) -> None:
        """Send the request under its fulfillment's id."""
        booking = self._booking(message)
        provider_id = str(message.data["provider_id"])
        carrier = self.carriers.of(message.domain_id).get(provider_id)
        if carrier is None:
            raise DeliveryError(f"no carrier is connected for provider_id {provider_id}")
        if message.data["request"] == CarrierRequest.CANCEL:
            self._cancel(carrier, booking)
        elif booking.fulfillment.status is FulfillmentStatus.PENDING:
            self._book(carrier, booking)

    def _booking(self, message: Message) -> Booking:
        found = self.reader.order(message.domain_id, message.order_id)
        order = found.value_or(None)
        fulfillment = order.fulfillment(str(message.data["fulfillment_id"])) if order else None
        if order is None or fulfillment is None:
            raise UndeliverableError("the fulfillment does not exist any more")
        return Booking(order, fulfillment)

    def _book(self, carrier: Carrier, booking: Booking) -> None:
        try:
            with blocking_io():
                tracking = carrier.book(booking)
        except UndeliverableError as error:
            failed = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)
            self._report(booking, failed, note=f"The booking was refused: {error}.")
            raise
        self._report(booking, None, tracking=asdict(tracking))

    def _cancel(self, carrier: Carrier, booking: Booking) -> None:
        try:
            carrier.cancel(booking)
        except UndeliverableError:
            # The carrier delivers a shipment that is cancelled here: an operator must reconcile it.
            _log.exception("the carrier refuses to cancel fulfillment %s", booking.fulfillment.id)
            raise

    def _report(
        self,
        booking: Booking,
        report: CourierReport | None,
        *,
        tracking: Mapping[str, str | None] | None = None,
        note: str | None = None,
    ) -> None:
        order, fulfillment = booking.order, booking.fulfillment
        reported = self.report(
            ReportShipment(
                domain_id=order.domain_id,
                order_id=order.id,
                fulfillment_id=fulfillment.id,
                provider_id=str(fulfillment.shipment.provider_id),
                report=report,
                tracking=tracking or {},
                note=note,
            )
        )
        if not is_successful(reported):
            raise UndeliverableError(reported.failure().message)
