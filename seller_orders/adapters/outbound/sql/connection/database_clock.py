"""Clock of the database, which relays measure due times and leases on."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Final

from attrs import define, field
from sqlalchemy import Engine, func, select

from seller_orders.adapters.outbound.sql.connection.engine import connected
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_READ_EVERY_S: Final = 10.0
_NOW: Final = select(func.clock_timestamp())


@define
class DatabaseClock:
    """Tells PostgreSQL's time, which is one for all machines; for SQLite, the machine's.

    It is read every 10 seconds and counted on from there by the monotonic clock, also while the
    database is away. Before the first reading that is a StoreUnavailableError.
    """

    engine: Engine
    _read: tuple[datetime, float] | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def now(self) -> datetime:
        """Return the present, in UTC."""
        if self.engine.dialect.name != "postgresql":
            return datetime.now(UTC)
        with self._lock:
            if self._read is None:
                self._read = self._read_clock()
            elif monotonic() - self._read[1] >= _READ_EVERY_S:
                # A message that was sent meanwhile has to be noted whether or not this succeeds.
                self._read = self._counted_on(self._read)
                with suppress(StoreUnavailableError):
                    self._read = self._read_clock()
            return self._counted_on(self._read)[0]

    def _read_clock(self) -> tuple[datetime, float]:
        with connected(self.engine) as connection:
            read: datetime = connection.execute(_NOW).scalar_one()
        return read.astimezone(UTC), monotonic()

    def _counted_on(self, read: tuple[datetime, float]) -> tuple[datetime, float]:
        moment, at = read
        now = monotonic()
        return moment + timedelta(seconds=now - at), now
