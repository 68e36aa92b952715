"""Routes of a domain's own resources, such as settings, keys and endpoints."""

from typing import Final

from flask import Blueprint

from seller_orders.adapters.inbound.http.api.customer_routes import customers
from seller_orders.adapters.inbound.http.api.event_routes import events
from seller_orders.adapters.inbound.http.api.key_routes import keys
from seller_orders.adapters.inbound.http.api.settings_routes import domain_settings
from seller_orders.adapters.inbound.http.api.user_routes import users
from seller_orders.adapters.inbound.http.api.view_routes import views
from seller_orders.adapters.inbound.http.api.webhook_delivery_routes import webhook_deliveries
from seller_orders.adapters.inbound.http.api.webhook_endpoint_routes import webhook_endpoints
from seller_orders.adapters.inbound.http.api.webhook_resend_routes import webhook_resends

domain_resources: Final = Blueprint("domain", __name__)
for resource in (
    *(domain_settings, webhook_endpoints, webhook_deliveries, webhook_resends),
    *(keys, users, views, customers, events),
):
    domain_resources.register_blueprint(resource)
