"""Clock of the database, for the due times and leases of outbox messages."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Final

from attrs import define, field
from sqlalchemy import Engine, func, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_READ_EVERY_S: Final = 10.0
_NOW: Final = select(func.clock_timestamp())


@define
class DatabaseClock:
    """PostgreSQL's clock, the same for all machines; on SQLite, the machine's clock.

    The time is read every 10 seconds. Between readings, and while the database is unreachable, the
    machine's monotonic clock advances it.
    """

    engine: Engine
    _read: tuple[datetime, float] | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def now(self) -> datetime:
        """Return the current time in UTC.

        Raises StoreUnavailableError if the time has never been read and cannot be read now.
        """
        if self.engine.dialect.name != "postgresql":
            return datetime.now(UTC)
        with self._lock:
            if self._read is None:
                self._read = self._read_clock()
            elif monotonic() - self._read[1] >= _READ_EVERY_S:
                # A failed reading must not stop the caller from recording a delivery.
                self._read = self._advanced(self._read)
                with suppress(StoreUnavailableError):
                    self._read = self._read_clock()
            return self._advanced(self._read)[0]

    def _read_clock(self) -> tuple[datetime, float]:
        with transaction(self.engine) as connection:
            read: datetime = connection.execute(_NOW).scalar_one()
        return read.astimezone(UTC), monotonic()

    def _advanced(self, read: tuple[datetime, float]) -> tuple[datetime, float]:
        moment, at = read
        now = monotonic()
        return moment + timedelta(seconds=now - at), now
