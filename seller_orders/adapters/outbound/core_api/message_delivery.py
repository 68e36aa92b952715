"""Having the core deliver a message at once, rather than whenever its relay comes to it."""

from typing import Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.shared.wire.delivery_documents import DeliveryDocument
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeliveryOutcome

_read: Final = msgspec.json.Decoder(DeliveryDocument).decode


@frozen
class CoreDelivery:
    """Delivers a message that is still held by whoever has recorded it."""

    core: CoreClient

    def __call__(self, message: Message) -> DeliveryOutcome:
        """Return what became of it."""
        answer = self.core.tell("POST", "/api/outbox/deliver", message.domain_id, message)
        return _read(answer.body).outcome()
