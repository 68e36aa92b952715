"""Webhook endpoint of a domain: a URL that gets the events of some topics (contract, section 8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Final, Self

from attrs import evolve, field, frozen

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import TEXT_LENGTH, identifier, optional_text

MAX_TOPICS: Final = 50
MAX_ENDPOINTS: Final = 100
"""Most endpoints of a domain."""
TOPIC_LENGTH: Final = 100
ALL_TOPICS: Final = ("*",)
FORMER_SECRET_FOR: Final = timedelta(hours=24)
"""Time for which a replaced secret still signs."""
ATTEMPTS_OVERLAP: Final = timedelta(minutes=1)
"""Longest time by which attempts are recorded in another order than they began."""
DISABLED_AFTER: Final = timedelta(days=7)
"""Time of failures alone after which an endpoint is disabled."""


@frozen(kw_only=True)
class EventReplay:
    """Request to send the events of some topics again that came from ``since`` to ``until``.

    ``end`` is the position in the log of the last one.
    """

    since: datetime
    until: datetime
    topics: tuple[str, ...]
    end: int

    def wants(self, event_type: str, occurred_at: datetime) -> bool:
        """Return whether an event is to be sent again."""
        is_meant = self.since <= occurred_at <= self.until
        return is_meant and is_any_topic_of(self.topics, event_type)


@frozen(kw_only=True)
class WebhookEndpoint:
    """URL that gets the events whose types match one of its topics.

    ``failing_since`` is when the first failed attempt began of those since the last accepted one,
    None if the last one was accepted. ``disabled_at`` and ``disabled_reason`` are set if it failed
    for too long, not if its owner disabled it. Secrets are encrypted; the former one signs until
    ``former_secret_until``. ``replay`` is the one that is running.
    """

    id: str = identifier()
    domain_id: str = identifier()
    url: str = field(repr=False)
    topics: tuple[str, ...] = ALL_TOPICS
    description: str | None = optional_text(TEXT_LENGTH)
    enabled: bool = True
    created_at: datetime
    updated_at: datetime
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    secret: str = field(repr=False)
    former_secret: str | None = field(default=None, repr=False)
    former_secret_until: datetime | None = None
    replay: EventReplay | None = None

    def rotated(self, secret: str, at: datetime) -> Self:
        """Return the endpoint with another secret; the present one still signs for a day."""
        return evolve(
            self,
            secret=secret,
            former_secret=self.secret,
            former_secret_until=at + FORMER_SECRET_FOR,
            updated_at=at,
        )

    def without_former_secret(self) -> Self:
        """Return the endpoint with one secret, if no key decrypts the former one."""
        return evolve(self, former_secret=None, former_secret_until=None)

    def without_expired_secret(self, at: datetime) -> Self:
        """Return the endpoint with one secret, if the former one signs no more."""
        until = self.former_secret_until
        return self if until is None or at < until else self.without_former_secret()

    def switched(self, at: datetime, *, enabled: bool) -> Self:
        """Return the endpoint enabled, its failures forgotten, or disabled."""
        if enabled == self.enabled:
            return self
        return evolve(
            self,
            enabled=enabled,
            failing_since=None,
            disabled_at=None,
            disabled_reason=None,
            updated_at=at,
        )

    def accepted(self, at: datetime, failed_since: datetime | None) -> Self:
        """Return the endpoint after it accepted an event in an attempt that began at a time.

        ``failed_since`` is when the first failed attempt of those after it began.
        """
        since = self.failing_since
        # A later one is of before the clock was set back.
        is_later = since is not None and at < since <= at + ATTEMPTS_OVERLAP
        return self if is_later else evolve(self, failing_since=failed_since)

    def failed(self, at: datetime, reason: str) -> Self:
        """Return the endpoint after an attempt that began at a time failed.

        Disabled if it failed for 7 days.
        """
        since = min(self.failing_since or at, at)
        if not self.enabled or at - since < DISABLED_AFTER:
            return evolve(self, failing_since=since)
        return evolve(
            self,
            enabled=False,
            failing_since=since,
            disabled_at=at,
            disabled_reason=f"It has failed for {DISABLED_AFTER.days} days, last: {reason}",
        )


def is_any_topic_of(topics: Sequence[str], event_type: str) -> bool:
    """Return whether one of the topics matches a type of events.

    >>> is_any_topic_of(["order.fulfillment_*"], "order.fulfillment_created")
    True
    """
    return any(fnmatchcase(event_type, topic) for topic in topics)


def problems_of_topics(topics: Sequence[str]) -> tuple[FieldProblem, ...]:
    """Return the problems of topics: too many, none, or one that no type of events matches."""
    if not 1 <= len(topics) <= MAX_TOPICS:
        detail = f"It must have from 1 to {MAX_TOPICS} topics."
        return (FieldProblem("out_of_range", detail, ("topics",)),)
    return tuple(
        FieldProblem("unknown_topic", _UNKNOWN.format(topic), ("topics", place))
        for place, topic in enumerate(topics)
        if not any(_matches(topic, each) for each in ChangeType)
    )


_UNKNOWN: Final = (
    "No type of events matches {!r}. A topic is a type, such as order.created, or a pattern in "
    "which * stands for any characters, such as order.fulfillment_*."
)


def _matches(topic: str, event_type: str) -> bool:
    # A set of characters in brackets is no part of a topic.
    return "[" not in topic and "?" not in topic and fnmatchcase(event_type, topic)
