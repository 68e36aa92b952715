"""An installation in use: receivers that fail, relays, and readers of the feed."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from random import Random
from threading import Event, Lock, Thread
from typing import Final

from attrs import define, field, frozen
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.events.consumers import EventConsumer
from seller_orders.application.operations.webhooks import WebhookOperations
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.ports.webhook_sender import WebhookAnswer, WebhookEvent
from seller_orders.application.queries.list_events import EventCursorMark, ListEvents
from seller_orders.application.webhooks.attempts import WebhookAttempts
from seller_orders.bootstrap.event_delivery import event_operations
from seller_orders.bootstrap.message_delivery import deliver_messages
from seller_orders.bootstrap.webhook_operations import (
    replay_finisher,
    webhook_consumers,
    webhook_operations,
)
from seller_orders.testing.fakes.secret_box import ReadableSecretBox
from tests.integration.events.delivery_audit import Attempt
from tests.support.waiting import WITHIN_S

INSTALLATION: Final = "installation"
_FAILS: Final = 0.1
_RELAY_PAUSE_S: Final = 0.02


@define
class Receivers:
    """Receivers in this process, which refuse some attempts as long as they are ``failing``."""

    moments: Iterator[int]
    random: Random
    failing: Event = field(factory=Event)
    attempts: list[Attempt] = field(factory=list)
    _lock: Lock = field(factory=Lock)

    def problem_of(self, url: str) -> str | None:
        return None

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        if self._receive(url, event.id):
            return WebhookAnswer(status=204, duration_ms=1, error=None)
        return WebhookAnswer(status=503, duration_ms=1, error="It answered 503.")

    def publish(self, message: Message) -> None:
        if not self._receive(INSTALLATION, message.message_id):
            raise DeliveryError("503")

    def _receive(self, consumer: str, event_id: str) -> bool:
        began = next(self.moments)
        with self._lock:
            is_accepted = not self.failing.is_set() or self.random.random() >= _FAILS
            took_s = self.random.random() * 0.01
        time.sleep(took_s)
        self.attempts.append(Attempt(consumer, event_id, is_accepted, began, next(self.moments)))
        return is_accepted


@frozen
class Installation:
    """A database and its receivers. Relays and operations share the key of secrets."""

    open_engine: Callable[[], AbstractContextManager[Engine]]
    receivers: Receivers
    box: ReadableSecretBox = field(factory=ReadableSecretBox)

    @property
    def _attempts(self) -> WebhookAttempts:
        clock, ids = SystemClock(), Uuid7Generator()
        return WebhookAttempts(sender=self.receivers, box=self.box, clock=clock, ids=ids)

    def operations(self, engine: Engine) -> WebhookOperations:
        """Return the operations on endpoints."""
        clock, ids = SystemClock(), Uuid7Generator()
        return webhook_operations(engine, SqlEventLog(engine), self._attempts, clock, ids)

    def relay(self, stop: Event) -> None:
        """Deliver, and end replays, on connections of its own, until it is stopped."""
        with self.open_engine() as engine:
            deliver = deliver_messages(
                engine,
                {Channel.EVENT: self.receivers.publish},
                [EventConsumer(Channel.EVENT, self.receivers.publish)],
                webhook_consumers(engine, self._attempts, SystemClock()),
                SystemClock(),
            )
            finish_replays = replay_finisher(engine, SystemClock())
            command = DeliverMessages(channels=(Channel.EVENT,), is_stopping=stop.is_set)
            while not stop.wait(_RELAY_PAUSE_S):
                # The database may be away for a moment, as for every relay.
                with suppress(StoreUnavailableError):
                    deliver(command)
                    finish_replays()

    @contextmanager
    def relaying(self) -> Iterator[None]:
        """Run a relay during the block."""
        stop = Event()
        with running(lambda: self.relay(stop), stop):
            yield

    def follow(self, domain_id: str, stop: Event, random: Random) -> list[str]:
        """Read a domain's feed until it is stopped and there is no more; return the events' ids."""
        read, mark, is_over = list[str](), None, False
        with self.open_engine() as engine:
            operations = event_operations(SqlEventLog(engine), SystemClock(), WakeCounterSignal())
            while not is_over:
                was_stopped = stop.is_set()
                try:
                    page = operations.list(_next_events(domain_id, mark, random)).unwrap()
                except StoreUnavailableError:
                    continue
                read += [each.event.message_id for each in page.events]
                mark, is_over = page.next, was_stopped and not page.events and not page.has_more
        return read


class WakeCounterSignal:
    """Signal of a process that records nothing itself."""

    def wait_for_events(self, timeout_s: float) -> None:
        time.sleep(min(timeout_s, _RELAY_PAUSE_S))


def _next_events(domain_id: str, mark: EventCursorMark | None, random: Random) -> ListEvents:
    return ListEvents(
        domain_id=domain_id,
        after=mark,
        limit=random.randint(1, 50),
        wait=timedelta(seconds=random.choice([0, 0.1])),
    )


@contextmanager
def running(run: Callable[[], object], stop: Event) -> Iterator[None]:
    """Run a function in a thread, and stop it after the block."""
    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WITHIN_S)
        assert not thread.is_alive(), "it was stopped"
