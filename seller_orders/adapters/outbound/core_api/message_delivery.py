"""Immediate delivery of a message by the core, without waiting for the relay."""

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
    """Delivers a held message."""

    core: CoreClient

    def __call__(self, message: Message) -> DeliveryOutcome:
        """Deliver a message and return the outcome."""
        response = self.core.send_change("POST", "/api/outbox/deliver", message.domain_id, message)
        return _read(response.body).outcome()
