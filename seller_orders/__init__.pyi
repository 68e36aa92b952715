# An import for each public name: seller_orders/__init__.py reads these imports at run time.
from returns.result import Failure as Failure
from returns.result import Success as Success

from .adapters.outbound.otel.step_spans import step_span as step_span
from .application.access import Scope as Scope
from .application.commands.add_comment import AddComment as AddComment
from .application.commands.archive_order import ArchiveOrder as ArchiveOrder
from .application.commands.assign_order import AssignOrder as AssignOrder
from .application.commands.bulk_actions import AddTags as AddTags
from .application.commands.bulk_actions import CancelRemainingItems as CancelRemainingItems
from .application.commands.bulk_actions import FulfillRemaining as FulfillRemaining
from .application.commands.bulk_actions import PlaceHold as PlaceHold
from .application.commands.bulk_actions import ReleaseHolds as ReleaseHolds
from .application.commands.bulk_actions import RemoveTags as RemoveTags
from .application.commands.bulk_actions import SetAssignee as SetAssignee
from .application.commands.bulk_actions import SetStatus as SetStatus
from .application.commands.bulk_update import BulkUpdate as BulkUpdate
from .application.commands.cancel_items import CancelItems as CancelItems
from .application.commands.cancel_order import CancelOrder as CancelOrder
from .application.commands.create_fulfillment import CreateFulfillment as CreateFulfillment
from .application.commands.create_order import CreateOrder as CreateOrder
from .application.commands.create_refund import CreateRefund as CreateRefund
from .application.commands.create_return import CreateReturn as CreateReturn
from .application.commands.create_user import CreateUser as CreateUser
from .application.commands.create_webhook_endpoint import (
    CreateWebhookEndpoint as CreateWebhookEndpoint,
)
from .application.commands.delete_user import DeleteUser as DeleteUser
from .application.commands.delete_webhook_endpoint import (
    DeleteWebhookEndpoint as DeleteWebhookEndpoint,
)
from .application.commands.deliver_messages import DeliverMessages as DeliverMessages
from .application.commands.edit_order import EditOrder as EditOrder
from .application.commands.end_sessions import EndSessions as EndSessions
from .application.commands.end_sessions import LogOut as LogOut
from .application.commands.hold_order import HeldOrder as HeldOrder
from .application.commands.hold_order import HoldOrder as HoldOrder
from .application.commands.import_orders import ImportOrders as ImportOrders
from .application.commands.log_in import LoggedIn as LoggedIn
from .application.commands.log_in import LogIn as LogIn
from .application.commands.manage_access_keys import CreateAccessKey as CreateAccessKey
from .application.commands.manage_access_keys import CreatedKey as CreatedKey
from .application.commands.manage_access_keys import RevokeAccessKey as RevokeAccessKey
from .application.commands.manage_access_keys import RevokeDomainKey as RevokeDomainKey
from .application.commands.manage_domains import ArchiveDomain as ArchiveDomain
from .application.commands.manage_domains import CreateDomain as CreateDomain
from .application.commands.manage_domains import RenameDomain as RenameDomain
from .application.commands.manage_views import CreateView as CreateView
from .application.commands.manage_views import DeleteView as DeleteView
from .application.commands.manage_views import UpdateView as UpdateView
from .application.commands.ping_webhook_endpoint import PingWebhookEndpoint as PingWebhookEndpoint
from .application.commands.receive_return import ReceiveReturn as ReceiveReturn
from .application.commands.release_hold import ReleaseHold as ReleaseHold
from .application.commands.replay_events import ReplayEvents as ReplayEvents
from .application.commands.report_shipment import ReportShipment as ReportShipment
from .application.commands.retry_message import RetryMessage as RetryMessage
from .application.commands.retry_webhook_delivery import (
    RetryWebhookDelivery as RetryWebhookDelivery,
)
from .application.commands.rotate_webhook_secret import RotateWebhookSecret as RotateWebhookSecret
from .application.commands.track_shipment import TrackShipment as TrackShipment
from .application.commands.update_attributes import UpdateAttributes as UpdateAttributes
from .application.commands.update_external_ids import UpdateExternalIds as UpdateExternalIds
from .application.commands.update_fulfillment import UpdateFulfillment as UpdateFulfillment
from .application.commands.update_payment import UpdatePayment as UpdatePayment
from .application.commands.update_refund import UpdateRefund as UpdateRefund
from .application.commands.update_return import UpdateReturn as UpdateReturn
from .application.commands.update_settings import UpdateSettings as UpdateSettings
from .application.commands.update_status import UpdateStatus as UpdateStatus
from .application.commands.update_user import UpdateUser as UpdateUser
from .application.commands.update_webhook_endpoint import (
    UpdateWebhookEndpoint as UpdateWebhookEndpoint,
)
from .application.idempotency import AlreadyHandledError as AlreadyHandledError
from .application.idempotency import IdempotencyKey as IdempotencyKey
from .application.idempotency import KeyReusedError as KeyReusedError
from .application.idempotency import RequestInProgressError as RequestInProgressError
from .application.notification_channels import NotificationChannel as NotificationChannel
from .application.operations.domains import DomainOperations as DomainOperations
from .application.operations.events import EventOperations as EventOperations
from .application.operations.keys import KeyOperations as KeyOperations
from .application.operations.sessions import SessionOperations as SessionOperations
from .application.operations.settings import SettingsOperations as SettingsOperations
from .application.operations.users import UserOperations as UserOperations
from .application.operations.views import ViewOperations as ViewOperations
from .application.operations.webhooks import WebhookOperations as WebhookOperations
from .application.order_snapshot import OrderSnapshot as OrderSnapshot
from .application.outbox_messages import Channel as Channel
from .application.outbox_messages import Message as Message
from .application.ports.carrier_directory import Booking as Booking
from .application.ports.carrier_directory import Carrier as Carrier
from .application.ports.carrier_directory import TrackedShipment as TrackedShipment
from .application.ports.event_publisher import EventPublisher as EventPublisher
from .application.ports.notification_sender import Notification as Notification
from .application.ports.notification_sender import NotificationSender as NotificationSender
from .application.ports.order_search import OrderFilters as OrderFilters
from .application.ports.order_search import Position as Position
from .application.ports.order_search import Sort as Sort
from .application.ports.order_search import SortKey as SortKey
from .application.ports.outbox import DeliveryError as DeliveryError
from .application.ports.outbox import UndeliverableError as UndeliverableError
from .application.ports.payment_provider import PaymentProvider as PaymentProvider
from .application.ports.payment_provider import RefundRequest as RefundRequest
from .application.ports.unit_of_work import OutcomeUnknownError as OutcomeUnknownError
from .application.ports.unit_of_work import StoreRefusedError as StoreRefusedError
from .application.ports.unit_of_work import StoreUnavailableError as StoreUnavailableError
from .application.ports.unit_of_work import WriteConflictError as WriteConflictError
from .application.queries.count_usage import CountUsage as CountUsage
from .application.queries.export_orders import ExportOrders as ExportOrders
from .application.queries.get_assignee import GetAssignee as GetAssignee
from .application.queries.get_order import GetOrder as GetOrder
from .application.queries.get_settings import GetSettings as GetSettings
from .application.queries.get_settings import ListSettingsChanges as ListSettingsChanges
from .application.queries.list_access_keys import GetAccessKey as GetAccessKey
from .application.queries.list_access_keys import ListDomainKeys as ListDomainKeys
from .application.queries.list_domains import ListDomains as ListDomains
from .application.queries.list_events import ListEvents as ListEvents
from .application.queries.list_notifications import ListNotifications as ListNotifications
from .application.queries.list_order_actions import OrderActions as OrderActions
from .application.queries.list_orders import ListOrders as ListOrders
from .application.queries.list_refunds import ListRefunds as ListRefunds
from .application.queries.list_undelivered_messages import ListUndelivered as ListUndelivered
from .application.queries.list_users import GetUser as GetUser
from .application.queries.list_users import ListUsers as ListUsers
from .application.queries.list_views import GetView as GetView
from .application.queries.list_views import ListViews as ListViews
from .application.queries.list_webhook_deliveries import (
    ListWebhookDeliveries as ListWebhookDeliveries,
)
from .application.queries.list_webhook_endpoints import GetWebhookEndpoint as GetWebhookEndpoint
from .application.queries.list_webhook_endpoints import ListWebhookEndpoints as ListWebhookEndpoints
from .application.queries.session_of import SessionOf as SessionOf
from .application.saved_views import SavedView as SavedView
from .application.settings.view import SettingsView as SettingsView
from .application.step_observers import observing as observing
from .application.use_cases import MerchantOperations as MerchantOperations
from .application.use_cases import UseCases as UseCases
from .application.users import Role as Role
from .application.users import User as User
from .bootstrap import embed as embed
from .bootstrap import migrate as migrate
from .bootstrap.embedded_use_cases import EmbeddedUseCases as EmbeddedUseCases
from .domain.adjustment import AdjustmentKind as AdjustmentKind
from .domain.cancellation import CancellationRequest as CancellationRequest
from .domain.cancellation import CancellationTerms as CancellationTerms
from .domain.cancellation import CancelReason as CancelReason
from .domain.cancellation_policy import CancellationPolicy as CancellationPolicy
from .domain.cancellation_policy import ensure_cancellable as ensure_cancellable
from .domain.comment import CommentVisibility as CommentVisibility
from .domain.courier_report import CourierReport as CourierReport
from .domain.draft import AdjustmentDraft as AdjustmentDraft
from .domain.draft import LineDraft as LineDraft
from .domain.draft import OrderDraft as OrderDraft
from .domain.draft import PaymentDraft as PaymentDraft
from .domain.draft import TaxLineDraft as TaxLineDraft
from .domain.draft import TenderDraft as TenderDraft
from .domain.fulfillment import FulfillmentStatus as FulfillmentStatus
from .domain.fulfillment import Shipment as Shipment
from .domain.hold import HoldReason as HoldReason
from .domain.hold import HoldRequest as HoldRequest
from .domain.item_cancellation import ItemCancellationRequest as ItemCancellationRequest
from .domain.line_item import ItemQuantity as ItemQuantity
from .domain.order import Order as Order
from .domain.order_edit import LineEdit as LineEdit
from .domain.order_edit import OrderEdit as OrderEdit
from .domain.order_return import ReturnStatus as ReturnStatus
from .domain.payment import PaymentStatus as PaymentStatus
from .domain.payment import RefundStatus as RefundStatus
from .domain.refund_request import TenderShare as TenderShare
from .domain.refusals import Refusal as Refusal
from .domain.return_request import ReceivedItem as ReceivedItem
from .domain.return_request import ReturnRequest as ReturnRequest
from .domain.return_request import ReturnRequestItem as ReturnRequestItem
from .domain.return_rules import ReturnCondition as ReturnCondition
from .domain.return_rules import ReturnRules as ReturnRules
from .domain.status import OrderStatus as OrderStatus
from .domain.tender import TenderStatus as TenderStatus
from .domain.transition_rules import FORWARD as FORWARD
from .domain.transition_rules import OPEN as OPEN
from .domain.transition_rules import TransitionRules as TransitionRules
from .domain.values import Address as Address
from .domain.values import Customer as Customer
from .domain.values import Tracking as Tracking

__version__: str

def __dir__() -> list[str]: ...
