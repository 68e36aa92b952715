"""Messages that leave with the change that they tell of."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.application.messages import CustomerNotification


class Outbox(Protocol):
    """Records messages inside a unit of work; a relay delivers those that were committed."""

    def add(self, messages: Sequence[CustomerNotification]) -> None:
        """Record messages, to be delivered once the unit of work has committed."""
        ...


class Relay(Protocol):
    """Delivers what is in the outbox."""

    def wake(self) -> None:
        """Say that there may be messages now, rather than at the next look."""
        ...
