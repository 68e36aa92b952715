from datetime import datetime
from typing import Self

from attrs import define, field, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.idempotency_store import RecordedAnswer
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order


@frozen(kw_only=True)
class PostedMessage:
    """A message of the outbox, and how far its delivery has got."""

    message: Message
    due_at: datetime
    generation: int = 0
    failures: int = 0
    last_error: str | None = None
    retried_at: datetime | None = None
    dead_at: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        return self.delivered_at is None and self.dead_at is None

    def is_after(self, other: Message) -> bool:
        """Whether the other has to arrive before this one may be handed out."""
        mine = self.message
        return (
            (mine.domain_id, mine.order_id, mine.channel)
            == (other.domain_id, other.order_id, other.channel)
        ) and mine.version > other.version


@frozen
class StoredResponse:
    """An answer to a key, and since when it is kept."""

    answer: RecordedAnswer
    recorded_at: datetime


@define
class State:
    """All that a store holds. Its values are frozen, so copies of its dicts and lists copy it."""

    orders: dict[tuple[str, str], Order] = field(factory=dict)
    archived: dict[tuple[str, str], datetime] = field(factory=dict)
    last_numbers: dict[str, int] = field(factory=dict)
    restocks: list[tuple[str, str, RestockedItem]] = field(factory=list)
    posted: dict[tuple[str, str], PostedMessage] = field(factory=dict)
    answers: dict[tuple[str, str], StoredResponse] = field(factory=dict)

    def copy(self) -> Self:
        return type(self)(
            dict(self.orders),
            dict(self.archived),
            dict(self.last_numbers),
            list(self.restocks),
            dict(self.posted),
            dict(self.answers),
        )

    def of(self, domain_id: str) -> list[Order]:
        return [order for order in self.orders.values() if order.domain_id == domain_id]

    @property
    def undelivered(self) -> list[Message]:
        return [each.message for each in self.posted.values() if each.delivered_at is None]
