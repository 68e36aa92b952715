"""Routes of the merchant operations, for the gateway and the orchestrator."""

from typing import Final

from flask import Blueprint
from werkzeug.routing import BaseConverter

from seller_orders.adapters.inbound.http.api.comment_and_assignee_routes import (
    comments_and_assignee,
)
from seller_orders.adapters.inbound.http.api.edit_routes import edits
from seller_orders.adapters.inbound.http.api.fulfillment_routes import fulfillments
from seller_orders.adapters.inbound.http.api.hold_routes import holds
from seller_orders.adapters.inbound.http.api.order_routes import orders
from seller_orders.adapters.inbound.http.api.payment_routes import payments
from seller_orders.adapters.inbound.http.api.return_routes import returns
from seller_orders.adapters.inbound.http.api.status_routes import statuses

merchant: Final = Blueprint("merchant", __name__)
for resource in (
    *(orders, statuses, fulfillments, holds, returns, payments),
    *(edits, comments_and_assignee),
):
    merchant.register_blueprint(resource)


class OrderIdConverter(BaseConverter):
    """URL converter of an order id, except ``bulk``, which is the path of the bulk update."""

    regex = "(?!bulk$)[^/]+"
