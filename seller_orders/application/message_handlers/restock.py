"""Delivery of restocks to an external inventory."""

from attrs import frozen

from seller_orders.application.message_factory import restocked_items
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.inventory import RemoteInventory


@frozen(kw_only=True)
class DeliverRestock:
    """Returns units to an inventory that another system manages."""

    inventory: RemoteInventory

    def __call__(self, message: Message) -> None:
        """Return the units. The message id is the idempotency key."""
        items = restocked_items(message)
        self.inventory.restore(message.message_id, message.domain_id, message.order_id, items)
