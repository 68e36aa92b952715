"""A relay in a thread of its own."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_POLL_S: Final = 1.0

_log: Final = logging.getLogger("seller_orders.relay")


class RelayThread:
    """Delivers when woken, and looks every second in any case: being woken is only faster."""

    def __init__(self, deliver: Callable[[], None]) -> None:
        self._deliver = deliver
        self._woken = Event()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message that is being delivered."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(_POLL_S)
            self._woken.clear()
            try:
                self._deliver()
            except StoreUnavailableError as error:
                _log.warning("the store is away; trying again in %s s: %s", _POLL_S, error)
            except Exception:  # noqa: BLE001  # whatever ails one round, the next may not have
                _log.exception("delivering failed; trying again in %s s", _POLL_S)
