"""Services of a company's own, which an installation is told of."""

from typing import TYPE_CHECKING

from seller_orders.application.message_handlers.restock import DeliverRestock
from seller_orders.settings.external_services import RemoteSettings

if TYPE_CHECKING:
    from seller_orders.adapters.shared.http_client.service_client import ServiceClient

# Imported where they are needed: without such services their libraries need not be installed.


def remote_service(name: str, settings: RemoteSettings) -> "ServiceClient":
    """Return a service of the operator's choice, which may be on their network."""
    from seller_orders.adapters.shared.http_client.service_client import ServiceClient

    return ServiceClient(name=name, url=settings.url, token=settings.token, allow_private=True)


def restocking(settings: RemoteSettings) -> DeliverRestock:
    """Return what has a remote inventory take units back."""
    from seller_orders.adapters.outbound.external_services.inventory import HttpInventory

    return DeliverRestock(inventory=HttpInventory(remote_service("the inventory", settings)))
