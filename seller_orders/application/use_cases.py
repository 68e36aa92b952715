"""All use cases, wired: what an inbound adapter or an embedder is given."""

from attrs import frozen

from seller_orders.application.commands.access_keys import (
    CreateAccessKeyHandler,
    RevokeAccessKeyHandler,
)
from seller_orders.application.commands.bulk_update import BulkUpdateHandler
from seller_orders.application.commands.cancel_order import CancelOrderHandler
from seller_orders.application.commands.create_fulfillment import CreateFulfillmentHandler
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.deliver_messages import DeliverMessagesHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.update_fulfillment import UpdateFulfillmentHandler
from seller_orders.application.commands.update_payment import UpdatePaymentHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.get_order import GetOrderHandler
from seller_orders.application.queries.list_keys import ListAccessKeysHandler
from seller_orders.application.queries.list_orders import ListOrdersHandler
from seller_orders.application.queries.order_actions import OrderActionsHandler


@frozen(kw_only=True)
class UseCases:
    """Each is called with its command or query; see there for what it answers and refuses."""

    list_orders: ListOrdersHandler
    get_order: GetOrderHandler
    order_actions: OrderActionsHandler
    export_orders: ExportOrdersHandler
    create_order: CreateOrderHandler
    import_orders: ImportOrdersHandler
    update_status: UpdateStatusHandler
    create_fulfillment: CreateFulfillmentHandler
    update_fulfillment: UpdateFulfillmentHandler
    cancel_order: CancelOrderHandler
    bulk_update: BulkUpdateHandler
    update_payment: UpdatePaymentHandler
    authenticate: AuthenticateHandler
    create_key: CreateAccessKeyHandler
    revoke_key: RevokeAccessKeyHandler
    list_keys: ListAccessKeysHandler
    deliver_messages: DeliverMessagesHandler
