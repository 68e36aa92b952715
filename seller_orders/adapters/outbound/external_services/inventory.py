"""External inventory: POST /inventory/restore (docs/services-openapi.json)."""

from attrs import frozen

from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.domain.line_item import RestockedItem


@frozen
class HttpInventory:
    """Inventory behind a service that restores units once for each Idempotency-Key."""

    service: ServiceClient

    def restore(
        self, message_id: str, domain_id: str, order_id: str, items: tuple[RestockedItem, ...]
    ) -> None:
        """Return units to the stock. Raises DeliveryError or UndeliverableError."""
        document = {"order_id": order_id, "items": items}
        headers = {"Idempotency-Key": message_id, "X-Domain-Id": domain_id}
        self.service.request("POST", "/inventory/restore", document, headers)
