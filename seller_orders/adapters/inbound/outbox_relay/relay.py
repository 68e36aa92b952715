"""The outbox relay: one delivering thread per channel, and the reaper's thread."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from threading import Condition, Event, Thread
from typing import Final, TypeAlias

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_POLL_S: Final = 1.0
_BATCHED_WITHIN_S: Final = 0.05
_REAP_INTERVAL_S: Final = 10.0

_log: Final = logging.getLogger("seller_orders.relay")

Deliver: TypeAlias = Callable[[DeliverMessages], datetime | None]
Listen: TypeAlias = Callable[[Callable[[Iterable[str]], None], Callable[[], bool]], None]
"""Calls the first when another process commits messages, until the second returns True.

Returns at once if it cannot be notified of messages.
"""


class Relay:
    """Delivers messages when woken, and polls every second.

    Each channel has its own thread, so a slow channel delays no other.
    """

    def __init__(self, channels: Iterable[str]) -> None:
        self._woken: dict[str, Event] = {channel: Event() for channel in channels}
        self._stopping = Event()
        self._has_events = Condition()
        self._threads: list[Thread] = []

    @property
    def channels(self) -> Collection[str]:
        """Channels that the relay delivers."""
        return self._woken.keys()

    def is_stopping(self) -> bool:
        """Return whether the relay is to stop."""
        return self._stopping.is_set()

    def start(
        self, deliver: Deliver, reap: Callable[[], None], listen: Listen | None = None
    ) -> None:
        """Start the threads."""
        for channel in self._woken:
            self._start_thread(f"relay-{channel}", self._deliver, channel, deliver)
        self._start_thread("reaper", self._reap, reap)
        if listen is not None:
            self._start_thread("relay-listener", self._listen, listen)

    def stop(self) -> None:
        """Stop claiming, release claimed messages, and wait for the threads."""
        self._stopping.set()
        self.wake(self._woken)
        for thread in self._threads:
            thread.join()

    def wake(self, channels: Iterable[str]) -> None:
        """Check the channels for messages now; ignore channels that this relay does not deliver."""
        for channel in channels:
            if woken := self._woken.get(channel):
                woken.set()
            if channel == Channel.EVENT:
                with self._has_events:
                    self._has_events.notify_all()

    def wait_for_events(self, timeout_s: float) -> None:
        """Return when this process learns of new events, or after a time."""
        with self._has_events:
            self._has_events.wait(timeout_s)

    def _start_thread(self, name: str, run: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=run, name=name, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _deliver(self, channel: str, deliver: Deliver) -> None:
        command = DeliverMessages(channels=(channel,), is_stopping=self._stopping.is_set)
        wait_s = 0.0
        while not self._stopping.is_set():
            # Messages committed shortly after one another are delivered as one batch.
            if self._woken[channel].wait(wait_s):
                self._stopping.wait(_BATCHED_WITHIN_S)
            self._woken[channel].clear()
            wait_s = _POLL_S
            try:
                wait_s = _until(deliver(command))
            except StoreUnavailableError as error:
                _log.warning("the store is unavailable; retrying in %s s: %s", _POLL_S, error)
            except Exception:  # noqa: BLE001  # the thread must survive any error
                _log.exception("delivery failed; retrying in %s s", _POLL_S)

    def _reap(self, reap: Callable[[], None]) -> None:
        while not self._stopping.wait(_REAP_INTERVAL_S):
            try:
                reap()
            except StoreUnavailableError as error:
                _log.warning("the store is unavailable; deleting later: %s", error)
            except Exception:  # noqa: BLE001  # the thread must survive any error
                _log.exception("deletion failed; retrying in %s s", _REAP_INTERVAL_S)

    def _listen(self, listen: Listen) -> None:
        while not self._stopping.is_set():
            try:
                listen(self.wake, self._stopping.is_set)
            except StoreUnavailableError as error:
                _log.warning("not listening for messages, only polling: %s", error)
                self._stopping.wait(_POLL_S)
            else:
                return


def _until(due_again: datetime | None) -> float:
    if due_again is None:
        return _POLL_S
    return min(max((due_again - datetime.now(UTC)).total_seconds(), 0.0), _POLL_S)
