"""A relay: threads that deliver what the outbox holds, one a channel."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final, TypeAlias

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_POLL_S: Final = 1.0
_GATHERED_S: Final = 0.05
_REAPED_EVERY_S: Final = 10.0

_log: Final = logging.getLogger("seller_orders.relay")

Deliver: TypeAlias = Callable[[DeliverMessages], datetime | None]
Listen: TypeAlias = Callable[[Callable[[Iterable[str]], None], Callable[[], bool]], None]
"""Calls the first when another process has messages for channels, until the second says to stop."""


class Relay:
    """Delivers when woken, and looks every second in any case: being woken is only faster.

    A channel that is slow keeps no other waiting.
    """

    def __init__(self, channels: Iterable[str]) -> None:
        self._woken: dict[str, Event] = {channel: Event() for channel in channels}
        self._stopping = Event()
        self._threads: list[Thread] = []

    @property
    def channels(self) -> Collection[str]:
        """The channels that it delivers."""
        return self._woken.keys()

    def start(
        self, deliver: Deliver, reap: Callable[[], None], listen: Listen | None = None
    ) -> None:
        """Begin to deliver, and to forget what is old."""
        for channel in self._woken:
            self._begin(f"relay-{channel}", self._deliver, channel, deliver)
        self._begin("reaper", self._reap, reap)
        if listen is not None:
            self._begin("relay-listener", self._listen, listen)

    def stop(self) -> None:
        """Begin nothing more, put back what is claimed, and wait until that is done."""
        self._stopping.set()
        self.wake(self._woken)
        for thread in self._threads:
            thread.join()

    def wake(self, channels: Iterable[str]) -> None:
        """Look now what they hold; those that are another release's, or nobody's here, are not."""
        for channel in channels:
            if woken := self._woken.get(channel):
                woken.set()

    def _begin(self, name: str, run: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=run, name=name, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _deliver(self, channel: str, deliver: Deliver) -> None:
        command = DeliverMessages(channels=(channel,), is_stopping=self._stopping.is_set)
        wait_s = 0.0
        while not self._stopping.is_set():
            # What is committed within a moment is delivered together.
            if self._woken[channel].wait(wait_s):
                self._stopping.wait(_GATHERED_S)
            self._woken[channel].clear()
            wait_s = _POLL_S
            try:
                wait_s = _until(deliver(command))
            except StoreUnavailableError as error:
                _log.warning("the store is away; trying again in %s s: %s", _POLL_S, error)
            except Exception:  # noqa: BLE001  # whatever ails one round, the next may not have
                _log.exception("delivering failed; trying again in %s s", _POLL_S)

    def _reap(self, reap: Callable[[], None]) -> None:
        while not self._stopping.wait(_REAPED_EVERY_S):
            try:
                reap()
            except StoreUnavailableError as error:
                _log.warning("the store is away; forgetting later: %s", error)
            except Exception:  # noqa: BLE001  # as above
                _log.exception("forgetting failed; trying again in %s s", _REAPED_EVERY_S)

    def _listen(self, listen: Listen) -> None:
        while not self._stopping.is_set():
            try:
                listen(self.wake, self._stopping.is_set)
            except StoreUnavailableError as error:
                _log.warning("not listening for messages, only polling: %s", error)
                self._stopping.wait(_POLL_S)


def _until(due_again: datetime | None) -> float:
    if due_again is None:
        return _POLL_S
    return min(max((due_again - datetime.now(UTC)).total_seconds(), 0.0), _POLL_S)
