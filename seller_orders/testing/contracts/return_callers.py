"""Callers of the use cases that change returns of one order, or the parcels of their units."""

from typing import Any

from attrs import frozen

from seller_orders.application.commands.create_return import CreateReturn, CreateReturnHandler
from seller_orders.application.commands.receive_return import ReceiveReturn, ReceiveReturnHandler
from seller_orders.application.commands.report_shipment import (
    ReportShipment,
    ReportShipmentHandler,
)
from seller_orders.application.commands.update_fulfillment import (
    UpdateFulfillment,
    UpdateFulfillmentHandler,
)
from seller_orders.application.commands.update_return import UpdateReturn, UpdateReturnHandler
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.courier_report import CourierReport
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.testing.contracts.unit_change_callers import OF_ONE, Call, Callers, repeated


@frozen
class ReturnCallers(Callers):
    """Calls of the use cases of returns, of pasta that the fulfillment ``ful_1`` has shipped."""

    def create_return(self, quantity: int) -> Call:
        item = ReturnRequestItem(id="pasta", quantity=quantity, reason="unwanted")
        command = CreateReturn(**OF_ONE, request=ReturnRequest(items=(item,)))
        handler = CreateReturnHandler(**self.wiring, settings=InstallationSettings())
        return lambda: repeated(handler, command)

    def update_return(self, return_: Return, status: ReturnStatus) -> Call:
        command = UpdateReturn(**OF_ONE, return_id=return_.id, status=status)
        return lambda: repeated(UpdateReturnHandler(**self._without_ids), command)

    def receive(self, return_: Return, quantity: int, condition: str = "resellable") -> Call:
        item = ReceivedItem(id="pasta", quantity=quantity, condition=condition)
        command = ReceiveReturn(**OF_ONE, return_id=return_.id, items=(item,))
        handler = ReceiveReturnHandler(**self._without_ids, settings=InstallationSettings())
        return lambda: repeated(handler, command)

    def report(self, status: FulfillmentStatus) -> Call:
        """Call as the courier of the fulfillment, whose provider is ``fast``."""
        command = ReportShipment(
            domain_id=OF_ONE["domain_id"],
            order_id=OF_ONE["order_id"],
            fulfillment_id="ful_1",
            provider_id="fast",
            report=CourierReport(status=status),
        )
        return lambda: repeated(ReportShipmentHandler(**self._without_ids), command)

    def update_fulfillment(self, status: FulfillmentStatus) -> Call:
        command = UpdateFulfillment(**OF_ONE, fulfillment_id="ful_1", status=status)
        return lambda: repeated(UpdateFulfillmentHandler(**self._without_ids), command)

    @property
    def _without_ids(self) -> dict[str, Any]:
        return {name: part for name, part in self.wiring.items() if name != "ids"}
