"""The command on a machine whose wall clock a test sets back while the command runs."""

import sys
import time
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Final

from attrs import frozen

from seller_orders.adapters.inbound.outbox_relay import relay
from seller_orders.bootstrap import cli
from tests.support.forked_command import Main

_WALL_CLOCK: Final = time.time


@frozen
class WallClock:
    """The wall clock of processes that run ``main``; the file contains its shift in seconds."""

    file: Path

    def set_back(self, seconds: float) -> None:
        """Set the clock back."""
        # A rename is atomic, so no process reads half of the file.
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(-seconds))
        fresh.rename(self.file)

    @property
    def main(self) -> Main:
        """The command, which reads this clock and reaps every half second."""
        return partial(_run, self.file)


def _run(file: Path) -> None:
    # Forked workers inherit these changes.
    def shifted() -> float:
        return _WALL_CLOCK() + (float(file.read_text()) if file.exists() else 0.0)

    class ShiftedDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(shifted(), tz)

    setattr(time, "time", shifted)  # noqa: B010  # as a plain assignment mypy refuses it
    for name in (
        "outbound.system.clock",
        "inbound.outbox_relay.relay",
        "outbound.sql.connection.database_clock",
    ):
        if module := sys.modules.get(f"seller_orders.adapters.{name}"):
            vars(module)["datetime"] = ShiftedDatetime
    vars(relay)["_REAP_INTERVAL_S"] = 0.5
    cli.main()
