"""An inventory of a company's own: POST /inventory/restore (docs/services-openapi.json)."""

from attrs import frozen

from seller_orders.adapters.remote_service import RemoteService
from seller_orders.application.ports.inventory import Restock


@frozen
class HttpInventory:
    """Has units taken back by a service that does so once an Idempotency-Key."""

    service: RemoteService

    def restore(self, message_id: str, domain_id: str, restock: Restock) -> None:
        """Have units taken back."""
        document = {"order_id": restock.order_id, "items": restock.items}
        headers = {"Idempotency-Key": message_id, "X-Domain-Id": domain_id}
        self.service.ask("POST", "/inventory/restore", document, headers)
