"""Wiring of external services, which replace built-in ones."""

from typing import TYPE_CHECKING

from seller_orders.application.message_handlers.restock import DeliverRestock
from seller_orders.settings import ExternalServiceSettings

if TYPE_CHECKING:
    from seller_orders.adapters.shared.http_client.service_client import ServiceClient

# Imported in the functions so that installations without such services do not need the libraries.


def external_service(name: str, settings: ExternalServiceSettings) -> "ServiceClient":
    """Return the client of a service. The operator chose it, so its address may be private."""
    from seller_orders.adapters.shared.http_client.service_client import ServiceClient

    return ServiceClient(name=name, url=settings.url, token=settings.token, allow_private=True)


def restock_delivery(settings: ExternalServiceSettings) -> DeliverRestock:
    """Return the delivery of restock messages to an external inventory."""
    from seller_orders.adapters.outbound.external_services.inventory import HttpInventory

    return DeliverRestock(inventory=HttpInventory(external_service("the inventory", settings)))
