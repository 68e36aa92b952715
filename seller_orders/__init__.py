"""Order and fulfillment operations for sellers: a pure core, use cases, and adapters.

What an embedder imports is here; each name is loaded when it is first asked for, so that the
domain alone can be used without anything that it does not need.

>>> from seller_orders import OPEN, OrderStatus
>>> sorted(OPEN[OrderStatus.DELIVERED])
[]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from seller_orders.adapters.outbound.otel.step_spans import step_span
    from seller_orders.application.commands.archive_order import ArchiveOrder
    from seller_orders.application.commands.bulk_actions import (
        AddTags,
        FulfillRemaining,
        RemoveTags,
        SetStatus,
    )
    from seller_orders.application.commands.bulk_update import BulkUpdate
    from seller_orders.application.commands.cancel_order import CancelOrder
    from seller_orders.application.commands.create_fulfillment import CreateFulfillment
    from seller_orders.application.commands.create_order import CreateOrder
    from seller_orders.application.commands.create_refund import CreateRefund
    from seller_orders.application.commands.deliver_messages import DeliverMessages
    from seller_orders.application.commands.import_orders import ImportOrders
    from seller_orders.application.commands.report_shipment import ReportShipment
    from seller_orders.application.commands.retry_message import RetryMessage
    from seller_orders.application.commands.track_shipment import TrackShipment
    from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
    from seller_orders.application.commands.update_payment import UpdatePayment
    from seller_orders.application.commands.update_refund import UpdateRefund
    from seller_orders.application.commands.update_status import UpdateStatus
    from seller_orders.application.idempotency import (
        AlreadyAnsweredError,
        IdempotencyKey,
        KeyReusedError,
        RequestInProgressError,
    )
    from seller_orders.application.notification_channels import NotificationChannel
    from seller_orders.application.order_snapshot import OrderSnapshot
    from seller_orders.application.outbox_messages import Channel, Message
    from seller_orders.application.ports.carrier_directory import Booking, Carrier, TrackedShipment
    from seller_orders.application.ports.event_publisher import EventPublisher
    from seller_orders.application.ports.notification_sender import Notification, NotificationSender
    from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
    from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
    from seller_orders.application.ports.payment_provider import PaymentProvider, RefundRequest
    from seller_orders.application.ports.unit_of_work import (
        OutcomeUnknownError,
        StoreRefusedError,
        StoreUnavailableError,
        WriteConflictError,
    )
    from seller_orders.application.queries.export_orders import ExportOrders
    from seller_orders.application.queries.get_order import GetOrder
    from seller_orders.application.queries.list_notifications import ListNotifications
    from seller_orders.application.queries.list_orders import ListOrders
    from seller_orders.application.queries.list_refunds import ListRefunds
    from seller_orders.application.queries.list_undelivered import ListUndelivered
    from seller_orders.application.queries.order_actions import OrderActions
    from seller_orders.application.steps import observing
    from seller_orders.application.use_cases import MerchantOperations, UseCases
    from seller_orders.bootstrap.embedding import EmbeddedUseCases, embed, migrate
    from seller_orders.domain.cancellation import (
        CancellationPolicy,
        CancellationRequest,
        CancellationTerms,
        CancelReason,
        ensure_cancellable,
    )
    from seller_orders.domain.courier_report import CourierReport
    from seller_orders.domain.draft import LineDraft, OrderDraft, PaymentDraft
    from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
    from seller_orders.domain.line_item import ItemQuantity
    from seller_orders.domain.order import Order
    from seller_orders.domain.payment import PaymentStatus, RefundStatus
    from seller_orders.domain.refusals import Refusal
    from seller_orders.domain.status import FORWARD, OPEN, OrderStatus, TransitionRules
    from seller_orders.domain.values import Address, Customer, Tracking

_HOMES: Final = {
    "adapters.outbound.otel.step_spans": ("step_span",),
    "application.commands.archive_order": ("ArchiveOrder",),
    "application.commands.bulk_actions": (
        "AddTags",
        "FulfillRemaining",
        "RemoveTags",
        "SetStatus",
    ),
    "application.commands.bulk_update": ("BulkUpdate",),
    "application.commands.cancel_order": ("CancelOrder",),
    "application.commands.create_fulfillment": ("CreateFulfillment",),
    "application.commands.create_order": ("CreateOrder",),
    "application.commands.create_refund": ("CreateRefund",),
    "application.commands.deliver_messages": ("DeliverMessages",),
    "application.commands.import_orders": ("ImportOrders",),
    "application.commands.report_shipment": ("ReportShipment",),
    "application.commands.retry_message": ("RetryMessage",),
    "application.commands.track_shipment": ("TrackShipment",),
    "application.commands.update_fulfillment": ("UpdateFulfillment",),
    "application.commands.update_payment": ("UpdatePayment",),
    "application.commands.update_refund": ("UpdateRefund",),
    "application.commands.update_status": ("UpdateStatus",),
    "application.idempotency": (
        "AlreadyAnsweredError",
        "KeyReusedError",
        "IdempotencyKey",
        "RequestInProgressError",
    ),
    "application.notification_channels": ("NotificationChannel",),
    "application.outbox_messages": (
        "Channel",
        "Message",
    ),
    "application.order_snapshot": ("OrderSnapshot",),
    "application.ports.carrier_directory": (
        "Booking",
        "Carrier",
        "TrackedShipment",
    ),
    "application.ports.event_publisher": ("EventPublisher",),
    "application.ports.notification_sender": (
        "Notification",
        "NotificationSender",
    ),
    "application.ports.order_search": (
        "OrderFilters",
        "Position",
        "Sort",
        "SortKey",
    ),
    "application.ports.outbox": (
        "DeliveryError",
        "UndeliverableError",
    ),
    "application.ports.payment_provider": (
        "PaymentProvider",
        "RefundRequest",
    ),
    "application.ports.unit_of_work": (
        "OutcomeUnknownError",
        "StoreRefusedError",
        "StoreUnavailableError",
        "WriteConflictError",
    ),
    "application.queries.export_orders": ("ExportOrders",),
    "application.queries.get_order": ("GetOrder",),
    "application.queries.list_notifications": ("ListNotifications",),
    "application.queries.list_orders": ("ListOrders",),
    "application.queries.list_refunds": ("ListRefunds",),
    "application.queries.list_undelivered": ("ListUndelivered",),
    "application.queries.order_actions": ("OrderActions",),
    "application.steps": ("observing",),
    "application.use_cases": (
        "MerchantOperations",
        "UseCases",
    ),
    "bootstrap.embedding": (
        "EmbeddedUseCases",
        "embed",
        "migrate",
    ),
    "domain.cancellation": (
        "CancelReason",
        "CancellationPolicy",
        "CancellationRequest",
        "CancellationTerms",
        "ensure_cancellable",
    ),
    "domain.courier_report": ("CourierReport",),
    "domain.draft": (
        "LineDraft",
        "OrderDraft",
        "PaymentDraft",
    ),
    "domain.fulfillment": (
        "FulfillmentStatus",
        "Shipment",
    ),
    "domain.line_item": ("ItemQuantity",),
    "domain.order": ("Order",),
    "domain.payment": (
        "PaymentStatus",
        "RefundStatus",
    ),
    "domain.refusals": ("Refusal",),
    "domain.status": (
        "FORWARD",
        "OPEN",
        "OrderStatus",
        "TransitionRules",
    ),
    "domain.values": (
        "Address",
        "Customer",
        "Tracking",
    ),
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "FORWARD",
    "OPEN",
    "AddTags",
    "Address",
    "AlreadyAnsweredError",
    "ArchiveOrder",
    "Booking",
    "BulkUpdate",
    "CancelOrder",
    "CancelReason",
    "CancellationPolicy",
    "CancellationRequest",
    "CancellationTerms",
    "Carrier",
    "Channel",
    "CourierReport",
    "CreateFulfillment",
    "CreateOrder",
    "CreateRefund",
    "Customer",
    "DeliverMessages",
    "DeliveryError",
    "EmbeddedUseCases",
    "EventPublisher",
    "ExportOrders",
    "FulfillRemaining",
    "FulfillmentStatus",
    "GetOrder",
    "IdempotencyKey",
    "ImportOrders",
    "ItemQuantity",
    "KeyReusedError",
    "LineDraft",
    "ListNotifications",
    "ListOrders",
    "ListRefunds",
    "ListUndelivered",
    "MerchantOperations",
    "Message",
    "Notification",
    "NotificationChannel",
    "NotificationSender",
    "Order",
    "OrderActions",
    "OrderDraft",
    "OrderFilters",
    "OrderSnapshot",
    "OrderStatus",
    "OutcomeUnknownError",
    "PaymentDraft",
    "PaymentProvider",
    "PaymentStatus",
    "Position",
    "RefundRequest",
    "RefundStatus",
    "Refusal",
    "RemoveTags",
    "ReportShipment",
    "RequestInProgressError",
    "RetryMessage",
    "SetStatus",
    "Shipment",
    "Sort",
    "SortKey",
    "StoreRefusedError",
    "StoreUnavailableError",
    "TrackShipment",
    "TrackedShipment",
    "Tracking",
    "TransitionRules",
    "UndeliverableError",
    "UpdateFulfillment",
    "UpdatePayment",
    "UpdateRefund",
    "UpdateStatus",
    "UseCases",
    "WriteConflictError",
    "embed",
    "ensure_cancellable",
    "migrate",
    "observing",
    "step_span",
]


def __getattr__(name: str) -> Any:
    """Load a public name."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
