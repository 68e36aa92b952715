"""An inventory of a company's own: POST /inventory/restore (docs/services-openapi.json)."""

from attrs import frozen

from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.domain.line_item import RestockedItem


@frozen
class HttpInventory:
    """Has units taken back by a service that does so once an Idempotency-Key."""

    service: ServiceClient

    def restore(
        self, message_id: str, domain_id: str, order_id: str, items: tuple[RestockedItem, ...]
    ) -> None:
        """Have units taken back."""
        document = {"order_id": order_id, "items": items}
        headers = {"Idempotency-Key": message_id, "X-Domain-Id": domain_id}
        self.service.request("POST", "/inventory/restore", document, headers)
