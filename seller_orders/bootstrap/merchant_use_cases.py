"""The merchant operations on any adapters of their ports."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import stamina
from attrs import frozen

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.add_comment import AddCommentHandler
from seller_orders.application.commands.assign_order import AssignOrderHandler
from seller_orders.application.commands.bulk_update import BulkUpdateHandler
from seller_orders.application.commands.cancel_items import CancelItemsHandler
from seller_orders.application.commands.cancel_order import CancelOrderHandler
from seller_orders.application.commands.create_fulfillment import CreateFulfillmentHandler
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.create_refund import CreateRefundHandler
from seller_orders.application.commands.create_return import CreateReturnHandler
from seller_orders.application.commands.edit_order import EditOrderHandler
from seller_orders.application.commands.hold_order import HoldOrderHandler
from seller_orders.application.commands.receive_return import ReceiveReturnHandler
from seller_orders.application.commands.release_hold import ReleaseHoldHandler
from seller_orders.application.commands.report_shipment import ReportShipmentHandler
from seller_orders.application.commands.track_shipment import TrackShipmentHandler
from seller_orders.application.commands.update_attributes import UpdateAttributesHandler
from seller_orders.application.commands.update_external_ids import UpdateExternalIdsHandler
from seller_orders.application.commands.update_fulfillment import UpdateFulfillmentHandler
from seller_orders.application.commands.update_payment import UpdatePaymentHandler
from seller_orders.application.commands.update_refund import UpdateRefundHandler
from seller_orders.application.commands.update_return import UpdateReturnHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.carrier_directory import DomainCarriers
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.notification_log import NotificationLog
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import DeliveryOutcome, Relay
from seller_orders.application.ports.refund_search import RefundSearch
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, WriteConflictError
from seller_orders.application.queries.get_order import GetOrderHandler
from seller_orders.application.queries.list_notifications import ListNotificationsHandler
from seller_orders.application.queries.list_order_actions import OrderActionsHandler
from seller_orders.application.queries.list_orders import ListOrdersHandler
from seller_orders.application.queries.list_refunds import ListRefundsHandler
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable

C = TypeVar("C")
R = TypeVar("R")


class Retry(Protocol):
    """Makes of a handler one that retries after a write conflict."""

    def __call__(self, handler: Callable[[C], R], /) -> Callable[[C], R]:
        """Return the handler."""
        ...


@frozen(kw_only=True)
class Ports:
    """The ports that the merchant operations use."""

    begin: BeginUnitOfWork
    cache: OrderCache
    reader: OrderReader
    search: OrderSearch
    refunds: RefundSearch
    notifications: NotificationLog
    carriers: DomainCarriers
    relay: Relay
    deliver_immediately: Callable[[Message], DeliveryOutcome]


def merchant_operations(
    ports: Ports,
    changes: ChangeFactory,
    settings: DomainSettingsReader,
    cancellation: CancellationPolicy = ensure_cancellable,
    retry: Retry | None = None,
) -> MerchantOperations:
    """Return the operations; ``retry`` repeats a command if another writer changed its order."""
    retry = retry or retried
    begin, cache, reader, carriers = ports.begin, ports.cache, ports.reader, ports.carriers
    report_shipment = retry(ReportShipmentHandler(begin=begin, cache=cache, changes=changes))
    return MerchantOperations(
        list_orders=ListOrdersHandler(search=ports.search, clock=changes.clock, settings=settings),
        get_order=GetOrderHandler(cache=cache, reader=reader, encode=encode),
        order_actions=OrderActionsHandler(
            reader=reader,
            clock=changes.clock,
            settings=settings,
            cancellation=cancellation,
        ),
        list_notifications=ListNotificationsHandler(log=ports.notifications),
        list_refunds=ListRefundsHandler(search=ports.refunds),
        create_order=retry(
            CreateOrderHandler(
                begin=begin, cache=cache, clock=changes.clock, ids=changes.ids, settings=settings
            )
        ),
        update_status=retry(
            UpdateStatusHandler(begin=begin, cache=cache, changes=changes, settings=settings)
        ),
        create_fulfillment=retry(
            CreateFulfillmentHandler(
                begin=begin,
                cache=cache,
                changes=changes,
                ids=changes.ids,
                carriers=carriers,
                deliver_immediately=ports.deliver_immediately,
            )
        ),
        update_fulfillment=retry(
            UpdateFulfillmentHandler(begin=begin, cache=cache, changes=changes)
        ),
        report_shipment=report_shipment,
        track_shipment=TrackShipmentHandler(
            reader=reader, carriers=carriers, report=report_shipment
        ),
        cancel_order=retry(
            CancelOrderHandler(
                begin=begin,
                cache=cache,
                changes=changes,
                ids=changes.ids,
                settings=settings,
                cancellation=cancellation,
            )
        ),
        cancel_items=retry(
            CancelItemsHandler(
                begin=begin, cache=cache, changes=changes, ids=changes.ids, settings=settings
            )
        ),
        hold_order=retry(
            HoldOrderHandler(begin=begin, cache=cache, changes=changes, ids=changes.ids)
        ),
        release_hold=retry(ReleaseHoldHandler(begin=begin, cache=cache, changes=changes)),
        edit_order=retry(EditOrderHandler(begin=begin, cache=cache, changes=changes)),
        bulk_update=retry(
            BulkUpdateHandler(
                begin=begin,
                cache=cache,
                changes=changes,
                ids=changes.ids,
                settings=settings,
                relay=ports.relay,
            )
        ),
        add_comment=retry(AddCommentHandler(begin=begin, cache=cache, changes=changes)),
        assign_order=retry(AssignOrderHandler(begin=begin, cache=cache, changes=changes)),
        update_attributes=retry(UpdateAttributesHandler(begin=begin, cache=cache, changes=changes)),
        update_external_ids=retry(
            UpdateExternalIdsHandler(begin=begin, cache=cache, changes=changes)
        ),
        update_payment=retry(
            UpdatePaymentHandler(begin=begin, cache=cache, changes=changes, ids=changes.ids)
        ),
        create_refund=retry(
            CreateRefundHandler(begin=begin, cache=cache, changes=changes, ids=changes.ids)
        ),
        update_refund=retry(UpdateRefundHandler(begin=begin, cache=cache, changes=changes)),
        create_return=retry(
            CreateReturnHandler(
                begin=begin, cache=cache, changes=changes, ids=changes.ids, settings=settings
            )
        ),
        update_return=retry(UpdateReturnHandler(begin=begin, cache=cache, changes=changes)),
        receive_return=retry(
            ReceiveReturnHandler(begin=begin, cache=cache, changes=changes, settings=settings)
        ),
    )


def retried(
    handler: Callable[[C], R],
    *,
    attempts: int | None = 10,
    timeout_s: float = 45.0,
    longest_pause_s: float = 0.2,
) -> Callable[[C], R]:
    """Return a handler that retries after a write conflict, which rolls the transaction back."""

    def call(command: C) -> R:
        # stamina would add about a twentieth to most commands' time.
        try:
            return handler(command)
        except WriteConflictError as error:
            conflict = error
        # stamina's decorator would log the command with its personal data.
        for attempt in stamina.retry_context(
            on=WriteConflictError,
            attempts=attempts,
            timeout=timeout_s,
            wait_initial=0.01,
            wait_max=longest_pause_s,
        ):
            with attempt:
                if attempt.num == 1:
                    # The first attempt failed above; stamina counts it, and pauses.
                    raise conflict
                outcome = handler(command)
        return outcome

    return call
