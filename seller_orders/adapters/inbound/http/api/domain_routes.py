"""Routes of what a domain sets up for itself, for the gateway and the core."""

from typing import Final

from flask import Blueprint

from seller_orders.adapters.inbound.http.api.key_routes import keys
from seller_orders.adapters.inbound.http.api.user_routes import users
from seller_orders.adapters.inbound.http.api.view_routes import views

domain_resources: Final = Blueprint("domain", __name__)
for resource in (keys, users, views):
    domain_resources.register_blueprint(resource)
