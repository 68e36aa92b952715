"""All use cases, as inbound adapters and embedders call them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from attrs import frozen
from returns.result import Result

from seller_orders.application.access import Principal
from seller_orders.application.commands.add_comment import AddComment, CommentedOrder
from seller_orders.application.commands.archive_order import ArchiveOrder
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.bulk_update import BulkReport, BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems, CancelledItems
from seller_orders.application.commands.cancel_order import CancelledOrder, CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_refund import CreateRefund, RefundedOrder
from seller_orders.application.commands.create_return import CreateReturn, ReturnedOrder
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.edit_order import EditedOrder, EditOrder
from seller_orders.application.commands.hold_order import HeldOrder, HoldOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.application.commands.retry_message import RetryMessage
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.commands.update_attributes import UpdateAttributes
from seller_orders.application.commands.update_external_ids import UpdateExternalIds
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_return import UpdateReturn
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.operations.customers import CustomerOperations
from seller_orders.application.operations.domains import DomainOperations
from seller_orders.application.operations.events import EventOperations
from seller_orders.application.operations.keys import KeyOperations
from seller_orders.application.operations.sessions import SessionOperations
from seller_orders.application.operations.settings import SettingsOperations
from seller_orders.application.operations.users import UserOperations
from seller_orders.application.operations.views import ViewOperations
from seller_orders.application.operations.webhooks import WebhookOperations
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.ports.outbox import UndeliveredMessage
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.application.queries.export_orders import ExportOrders
from seller_orders.application.queries.get_assignee import Assignee, GetAssignee
from seller_orders.application.queries.get_order import GetOrder, OrderAnswer
from seller_orders.application.queries.list_notifications import ListNotifications
from seller_orders.application.queries.list_order_actions import AvailableActions, OrderActions
from seller_orders.application.queries.list_orders import ListOrders, OrderPage
from seller_orders.application.queries.list_outbox_backlogs import Backlog
from seller_orders.application.queries.list_refunds import ListRefunds, RefundPage
from seller_orders.application.queries.list_undelivered_messages import ListUndelivered
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    OrderNotFound,
    Refusal,
)


@frozen(kw_only=True)
class MerchantOperations:
    """Operations for merchants and carriers.

    Each takes its command or query, whose docstring lists its refusals. ``domain_id`` is the
    merchant and ``by`` the author of the timeline entry. ``expected_versions`` refuses an order at
    any other version. ``dry_run`` returns the outcome and changes nothing. ``idempotency_key`` runs
    a command once. ``notify_customer`` notifies the customer as soon as messages are delivered.

    Raises ``StoreUnavailableError`` if the database is unavailable; nothing has changed. Its
    subclasses are ``WriteConflictError``, if other writers won every attempt, and
    ``OutcomeUnknownError``: retry with the same key (``IdempotencyKey``).
    """

    list_orders: Callable[[ListOrders], OrderPage]
    get_order: Callable[[GetOrder], Result[OrderAnswer, OrderNotFound]]
    order_actions: Callable[[OrderActions], Result[AvailableActions, OrderNotFound]]
    list_notifications: Callable[
        [ListNotifications], Result[Sequence[LoggedNotification], OrderNotFound]
    ]
    list_refunds: Callable[[ListRefunds], RefundPage]
    create_order: Callable[[CreateOrder], Result[Order, Refusal]]
    update_status: Callable[[UpdateStatus], Result[Order, Refusal]]
    create_fulfillment: Callable[[CreateFulfillment], Result[FulfilledOrder, Refusal]]
    update_fulfillment: Callable[[UpdateFulfillment], Result[FulfilledOrder, Refusal]]
    report_shipment: Callable[[ReportShipment], Result[FulfilledOrder, Refusal]]
    track_shipment: Callable[[TrackShipment], Result[FulfilledOrder, Refusal]]
    cancel_order: Callable[[CancelOrder], Result[CancelledOrder, Refusal]]
    cancel_items: Callable[[CancelItems], Result[CancelledItems, Refusal]]
    hold_order: Callable[[HoldOrder], Result[HeldOrder, Refusal]]
    release_hold: Callable[[ReleaseHold], Result[HeldOrder, Refusal]]
    edit_order: Callable[[EditOrder], Result[EditedOrder, Refusal]]
    bulk_update: Callable[[BulkUpdate], Result[BulkReport, Refusal]]
    add_comment: Callable[[AddComment], Result[CommentedOrder, Refusal]]
    assign_order: Callable[[AssignOrder], Result[Order, Refusal]]
    update_attributes: Callable[[UpdateAttributes], Result[Order, Refusal]]
    update_external_ids: Callable[[UpdateExternalIds], Result[Order, Refusal]]
    update_payment: Callable[[UpdatePayment], Result[Order, Refusal]]
    create_refund: Callable[[CreateRefund], Result[RefundedOrder, Refusal]]
    update_refund: Callable[[UpdateRefund], Result[RefundedOrder, Refusal]]
    create_return: Callable[[CreateReturn], Result[ReturnedOrder, Refusal]]
    update_return: Callable[[UpdateReturn], Result[ReturnedOrder, Refusal]]
    receive_return: Callable[[ReceiveReturn], Result[ReturnedOrder, Refusal]]


@frozen(kw_only=True)
class UseCases(MerchantOperations):
    """The merchant operations, and the operations of an installation's operator.

    >>> operations: UseCases = orders
    >>> operations.list_undelivered(ListUndelivered(limit=20))
    []
    """

    archive_order: Callable[[ArchiveOrder], Result[Order, Refusal]]
    export_orders: Callable[[ExportOrders], Iterator[Order]]
    import_orders: Callable[[ImportOrders], list[Result[Order, Refusal]]]
    authenticate: Callable[[Authenticate], Principal | None]
    get_assignee: Callable[[GetAssignee], Result[Assignee, OrderNotFound]]
    deliver_messages: Callable[[DeliverMessages], datetime | None]
    list_undelivered: Callable[[ListUndelivered], Sequence[UndeliveredMessage]]
    list_backlogs: Callable[[], Sequence[Backlog]]
    retry_message: Callable[[RetryMessage], bool]
    reap: Callable[[], None]
    customers: CustomerOperations
    keys: KeyOperations
    users: UserOperations
    sessions: SessionOperations
    views: ViewOperations
    settings: SettingsOperations
    webhooks: WebhookOperations
    events: EventOperations
    domains: DomainOperations
