"""The data of the in-memory store."""

from datetime import datetime
from typing import Self

from attrs import define, field, frozen

from seller_orders.application.access import AccessKey
from seller_orders.application.domains import Domain
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.saved_views import SavedView
from seller_orders.application.sessions import Session
from seller_orders.application.users import User
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


@frozen(kw_only=True)
class PostedMessage:
    """A message of the outbox with the state of its delivery."""

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
        """Return whether it is neither delivered nor dead."""
        return self.delivered_at is None and self.dead_at is None

    def is_after(self, other: Message) -> bool:
        """Return whether the other message has to be delivered before this one."""
        mine = self.message
        return (
            (mine.domain_id, mine.order_id, mine.channel)
            == (other.domain_id, other.order_id, other.channel)
        ) and mine.version > other.version


@frozen
class StoredResponse:
    """The response of an idempotency key, and when it was recorded."""

    answer: StoredOutcome
    recorded_at: datetime


@frozen
class StoredCursor:
    """A consumer's cursor; ``leased_until`` is None if nobody has it."""

    number: int
    leased_until: datetime | None = None
    generation: int = 0
    failures: int = 0


@define
class State:
    """All data of a store.

    The values are immutable, so copies of the dicts and lists are a full copy.
    """

    orders: dict[tuple[str, str], Order] = field(factory=dict)
    archived: dict[tuple[str, str], datetime] = field(factory=dict)
    last_numbers: dict[str, int] = field(factory=dict)
    restocks: list[tuple[str, str, RestockedItem]] = field(factory=list)
    posted: dict[tuple[str, str], PostedMessage] = field(factory=dict)
    answers: dict[tuple[str, str], StoredResponse] = field(factory=dict)
    keys: dict[str, AccessKey] = field(factory=dict)
    users: dict[tuple[str, str], User] = field(factory=dict)
    sessions: dict[str, Session] = field(factory=dict)
    views: dict[tuple[str, str], SavedView] = field(factory=dict)
    settings: dict[str, StoredSettings] = field(factory=dict)
    settings_changes: dict[str, tuple[SettingsChange, ...]] = field(factory=dict)
    domains: dict[str, Domain] = field(factory=dict)
    endpoints: dict[tuple[str, str], WebhookEndpoint] = field(factory=dict)
    deliveries: list[WebhookDelivery] = field(factory=list)
    events: dict[int, Message] = field(factory=dict)
    last_event: int = 0
    deleted_events: dict[tuple[str, str], int] = field(factory=dict)
    cursors: dict[tuple[str, str], StoredCursor] = field(factory=dict)

    def copy(self) -> Self:
        """Return a full copy."""
        return type(self)(
            dict(self.orders),
            dict(self.archived),
            dict(self.last_numbers),
            list(self.restocks),
            dict(self.posted),
            dict(self.answers),
            dict(self.keys),
            dict(self.users),
            dict(self.sessions),
            dict(self.views),
            dict(self.settings),
            dict(self.settings_changes),
            dict(self.domains),
            dict(self.endpoints),
            list(self.deliveries),
            dict(self.events),
            self.last_event,
            dict(self.deleted_events),
            dict(self.cursors),
        )

    def of(self, domain_id: str) -> list[Order]:
        """Return the orders of a domain."""
        return [order for order in self.orders.values() if order.domain_id == domain_id]

    @property
    def undelivered(self) -> list[Message]:
        """The messages that are not delivered."""
        return [each.message for each in self.posted.values() if each.delivered_at is None]
