"""Services of a company's own, which an installation is told of."""

from seller_orders.adapters.outbound.remote.inventory import HttpInventory
from seller_orders.adapters.remote_service import RemoteService
from seller_orders.application.effects import DeliverRestock
from seller_orders.settings.remote import RemoteSettings


def remote_service(name: str, settings: RemoteSettings) -> RemoteService:
    """Return a service of the operator's choice, which may be on their network."""
    return RemoteService(name=name, url=settings.url, token=settings.token, allow_private=True)


def restocking(settings: RemoteSettings) -> DeliverRestock:
    """Return what has a remote inventory take units back."""
    return DeliverRestock(inventory=HttpInventory(remote_service("the inventory", settings)))
