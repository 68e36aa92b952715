"""All use cases, as inbound adapters and embedders call them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from attrs import frozen
from returns.result import Result

from seller_orders.application.access import AccessKey, Principal
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
from seller_orders.application.commands.create_user import CreateUser
from seller_orders.application.commands.delete_user import DeleteUser
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.edit_order import EditedOrder, EditOrder
from seller_orders.application.commands.end_sessions import EndSessions, LogOut
from seller_orders.application.commands.hold_order import HeldOrder, HoldOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.log_in import LoggedIn, LogIn
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    CreatedKey,
    RevokeAccessKey,
    RevokeDomainKey,
)
from seller_orders.application.commands.manage_domains import (
    ArchiveDomain,
    CreateDomain,
    RenameDomain,
)
from seller_orders.application.commands.manage_installation_keys import InstallationKeys
from seller_orders.application.commands.manage_views import CreateView, DeleteView, UpdateView
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
from seller_orders.application.commands.update_user import UpdateUser
from seller_orders.application.domains import Domain, MonthlyUsage
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.ports.outbox import UndeliveredMessage
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.application.queries.domain_usage import CountUsage
from seller_orders.application.queries.export_orders import ExportOrders
from seller_orders.application.queries.get_assignee import Assignee, GetAssignee
from seller_orders.application.queries.get_order import GetOrder, OrderAnswer
from seller_orders.application.queries.list_access_keys import GetAccessKey, ListDomainKeys
from seller_orders.application.queries.list_domains import DomainPage, ListDomains
from seller_orders.application.queries.list_events import EventPage, ListEvents
from seller_orders.application.queries.list_notifications import ListNotifications
from seller_orders.application.queries.list_order_actions import AvailableActions, OrderActions
from seller_orders.application.queries.list_orders import ListOrders, OrderPage
from seller_orders.application.queries.list_outbox_backlogs import Backlog
from seller_orders.application.queries.list_refunds import ListRefunds, RefundPage
from seller_orders.application.queries.list_undelivered_messages import ListUndelivered
from seller_orders.application.queries.list_users import GetUser, ListUsers
from seller_orders.application.queries.list_views import GetView, ListViews
from seller_orders.application.queries.session_of import SessionOf
from seller_orders.application.saved_views import SavedView
from seller_orders.application.settings_operations import SettingsOperations
from seller_orders.application.users import User
from seller_orders.application.webhook_operations import WebhookOperations
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    CursorExpired,
    DomainNotFound,
    KeyNotFound,
    OrderNotFound,
    Refusal,
    UserNotFound,
    ViewNotFound,
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
    >>> operations.list_keys()
    []
    """

    archive_order: Callable[[ArchiveOrder], Result[Order, Refusal]]
    export_orders: Callable[[ExportOrders], Iterator[Order]]
    import_orders: Callable[[ImportOrders], list[Result[Order, Refusal]]]
    authenticate: Callable[[Authenticate], Principal | None]
    create_key: Callable[[CreateAccessKey], Result[CreatedKey, Refusal]]
    revoke_key: Callable[[RevokeAccessKey], bool]
    revoke_domain_key: Callable[[RevokeDomainKey], Result[AccessKey, Refusal]]
    list_keys: Callable[[], Sequence[AccessKey]]
    list_events: Callable[[ListEvents], Result[EventPage, CursorExpired]]
    list_domain_keys: Callable[[ListDomainKeys], Sequence[AccessKey]]
    get_key: Callable[[GetAccessKey], Result[AccessKey, KeyNotFound]]
    create_user: Callable[[CreateUser], Result[User, Refusal]]
    update_user: Callable[[UpdateUser], Result[User, Refusal]]
    delete_user: Callable[[DeleteUser], Result[User, Refusal]]
    list_users: Callable[[ListUsers], Sequence[User]]
    get_user: Callable[[GetUser], Result[User, UserNotFound]]
    get_assignee: Callable[[GetAssignee], Result[Assignee, OrderNotFound]]
    create_view: Callable[[CreateView], Result[SavedView, Refusal]]
    update_view: Callable[[UpdateView], Result[SavedView, Refusal]]
    delete_view: Callable[[DeleteView], Result[SavedView, Refusal]]
    list_views: Callable[[ListViews], Sequence[SavedView]]
    get_view: Callable[[GetView], Result[SavedView, ViewNotFound]]
    log_in: Callable[[LogIn], Result[LoggedIn, Refusal]]
    session_of: Callable[[SessionOf], User | None]
    log_out: Callable[[LogOut], None]
    end_sessions: Callable[[EndSessions], Result[int, Refusal]]
    installation_keys: InstallationKeys
    create_domain: Callable[[CreateDomain], Result[Domain, Refusal]]
    rename_domain: Callable[[RenameDomain], Result[Domain, Refusal]]
    archive_domain: Callable[[ArchiveDomain], Result[Domain, Refusal]]
    adopt_domains: Callable[[], frozenset[str]]
    list_domains: Callable[[ListDomains], DomainPage]
    get_domain: Callable[[str], Result[Domain, DomainNotFound]]
    domain_usage: Callable[[CountUsage], Result[Sequence[MonthlyUsage], Refusal]]
    deliver_messages: Callable[[DeliverMessages], datetime | None]
    list_undelivered: Callable[[ListUndelivered], Sequence[UndeliveredMessage]]
    list_backlogs: Callable[[], Sequence[Backlog]]
    retry_message: Callable[[RetryMessage], bool]
    reap: Callable[[], None]
    settings: SettingsOperations
    webhooks: WebhookOperations
