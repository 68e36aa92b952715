"""A reference model of the outbox queue: one lane per order and channel.

A lane's head is the first message that is neither delivered nor dead. Only due heads are claimed.
"""

from datetime import datetime

from attrs import define, field

from seller_orders.application.outbox_messages import Message


@define
class Expected:
    """The expected state of a message."""

    message: Message
    due_at: datetime
    since: datetime
    generation: int = 0
    failures: int = 0
    is_delivered: bool = False
    dead_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Return True if the message is delivered or dead."""
        return self.is_delivered or self.dead_at is not None


@define
class Model:
    """Every posted message, by lane and by id."""

    lanes: dict[tuple[str, str, str], list[Expected]] = field(factory=dict)
    by_id: dict[str, Expected] = field(factory=dict)

    def post(self, posted: Message) -> None:
        """Append a message to its lane."""
        each = Expected(posted, posted.created_at, posted.created_at)
        self.lanes.setdefault(lane_of(posted), []).append(each)
        self.by_id[posted.message_id] = each

    def due_heads(self, channel: str, now: datetime) -> list[Expected]:
        """Return the due heads of a channel's lanes."""
        heads = (next((e for e in lane if not e.is_over), None) for lane in self.lanes.values())
        return [h for h in heads if h and h.message.channel == channel and h.due_at <= now]

    def followers(self, each: Expected) -> list[Expected]:
        """Return the waiting messages after a message in its lane."""
        lane = self.lanes[lane_of(each.message)]
        return [later for later in lane[lane.index(each) + 1 :] if not later.is_over]


def lane_of(posted: Message) -> tuple[str, str, str]:
    """Return the key of a message's lane."""
    return posted.domain_id, posted.order_id, posted.channel
