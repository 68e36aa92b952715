"""Look-up of API keys in batches, one at a time, so that made-up keys delay only each other."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from threading import Lock
from typing import TypeAlias

from attrs import define, field

from seller_orders.application.access import AccessKey
from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.key_lookup import KeyLookUpBusyError

FindMany: TypeAlias = Callable[[Collection[str]], Iterable[AccessKey]]


@define(eq=False)
class _Batch:
    digests: set[str] = field(factory=set)
    found: "Future[dict[str, AccessKey]]" = field(factory=Future)


class KeyBatches:
    """Combines look-ups of several requests into one query at a time.

    The first request of a batch waits for the previous query, sends the next one for all requests
    that came meanwhile, and shares the result. At most ``max_waiting`` requests wait, without their
    concurrency slots.
    """

    def __init__(self, find_many: FindMany, max_waiting: int) -> None:
        self._find_many = find_many
        self._max_waiting = max_waiting
        self._waiting = 0
        self._collecting: _Batch | None = None
        self._lock = Lock()
        self._querying = Lock()

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with the digest, None if it is unknown or revoked.

        Raises KeyLookUpBusyError if too many requests wait already.
        """
        batch, is_first = self._join(digest)
        try:
            with blocking_io():
                if is_first:
                    self._query(batch)
                return batch.found.result().get(digest)
        finally:
            with self._lock:
                self._waiting -= 1

    def _join(self, digest: str) -> tuple[_Batch, bool]:
        with self._lock:
            if self._waiting >= self._max_waiting:
                raise KeyLookUpBusyError(f"{self._waiting} requests wait for a look-up")
            self._waiting += 1
            batch, is_first = self._collecting, self._collecting is None
            if batch is None:
                batch = self._collecting = _Batch()
            batch.digests.add(digest)
        return batch, is_first

    def _query(self, batch: _Batch) -> None:
        with self._querying:
            with self._lock:
                self._collecting = None
            try:
                found = self._find_many(batch.digests)
                batch.found.set_result({key.digest: key for key in found})
            except BaseException as error:
                # The other requests of the batch get the same error.
                batch.found.set_exception(error)
                raise
