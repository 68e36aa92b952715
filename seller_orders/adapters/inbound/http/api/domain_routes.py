"""Routes of what a domain sets up for itself, for the gateway and the core."""

from typing import Final

from flask import Blueprint

from seller_orders.adapters.inbound.http.api.event_routes import events

domain_resources: Final = Blueprint("domain", __name__)
for resource in (events,):
    domain_resources.register_blueprint(resource)
