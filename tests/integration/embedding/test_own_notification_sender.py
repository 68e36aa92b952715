"""The sender of the example passes the contract; a model for a host's own tests."""

import pytest

from examples.own_notification_sender import Chat
from seller_orders.testing.contracts.notification_sender import (
    Connected,
    NotificationSenderContract,
)


class TestChat(NotificationSenderContract):
    @pytest.fixture
    def connected(self) -> Connected:
        chat = Chat()

        def taken() -> list[str]:
            return [line.split(":")[0] for room in chat.said.values() for line in room]

        return Connected(chat, taken)
