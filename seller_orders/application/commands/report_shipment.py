"""Record a carrier's report about a shipment."""

from collections.abc import Mapping

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FulfillmentNotFound, Refusal


@frozen(kw_only=True)
class ReportShipment:
    """Record a carrier's report: the shipment's tracking (``awb``, ``url``), its status, or both.

    Refusals: order_not_found, version_mismatch, fulfillment_not_found.

    >>> report = ReportShipment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     fulfillment_id="ful_1",
    ...     provider_id="swift",
    ...     report=CourierReport(status=FulfillmentStatus.DELIVERED),
    ... )
    >>> orders.report_shipment(report).failure().code
    'fulfillment_not_found'
    """

    domain_id: str
    order_id: str
    fulfillment_id: str
    provider_id: str
    report: CourierReport | None = None
    tracking: Mapping[str, str | None] = field(factory=dict, hash=False)
    note: str | None = None
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReportShipmentHandler:
    """Records reports about a carrier's own shipments, also on closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: ReportShipment) -> Result[FulfilledOrder, Refusal]:
        """Return the changed fulfillment and order."""
        return change_order(self, command, self.decide, lambda done: done.order)

    def decide(self, order: Order, command: ReportShipment) -> Result[FulfilledOrder, Refusal]:
        """Find the carrier's fulfillment and record the report."""
        current = order.fulfillment(command.fulfillment_id)
        if current is None or current.shipment.provider_id != command.provider_id:
            return Failure(FulfillmentNotFound(command.fulfillment_id))
        tracking = evolve(current.shipment.tracking, **command.tracking)
        change = self.changes.new_change(order, f"carrier:{command.provider_id}", note=command.note)
        if command.report is None:
            after = order.update_fulfillment(current, current.status, tracking, change)
        else:
            after = record_report(order, current, command.report, change, tracking)
        return Success(FulfilledOrder.of(after, current.id))
