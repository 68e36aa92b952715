"""Bypass of row triggers by bulk writes, which do the triggers' work by one statement.

Triggers count each order and notify relays of each message, row by row. For many rows one
statement for all is cheaper. So a bulk write turns them off for its own statements, by a setting
that only its transaction has. An earlier release does not know the setting, so the triggers serve
its rows.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    supports_batches,
)

_ROWS_OF_A_BULK: Final = 16
"""Fewest rows whose triggers cost more than two settings and one more statement."""

_OFF: Final = text("SET LOCAL seller_orders.row_triggers = 'off'")
_ON: Final = text("SET LOCAL seller_orders.row_triggers = 'on'")


def is_bulk(connection: Connection, row_count: int) -> bool:
    """Return whether a write of so many rows should turn row triggers off.

    False on SQLite, whose triggers are cheap, and on a host application's engine.
    """
    return row_count >= _ROWS_OF_A_BULK and supports_batches(connection)


def without_row_triggers(calls: Iterable[ParametrizedStatement]) -> list[ParametrizedStatement]:
    """Return the statements of a bulk between the settings that turn row triggers off and on."""
    return [(_OFF, {}), *calls, (_ON, {})]
