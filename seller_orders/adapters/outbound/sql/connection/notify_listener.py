"""Hearing of messages that another process has committed (PostgreSQL's LISTEN and NOTIFY)."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

import psycopg
from sqlalchemy import Engine

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_CHANNEL: Final = "seller_orders_outbox"
_LOOK_UP_S: Final = 0.5
_CONNECT_WITHIN_S: Final = 2


def listen(
    engine: Engine,
    wake: Callable[[Iterable[str]], None],
    is_stopping: Callable[[], bool],
    channels: Collection[str] = tuple(Channel),
) -> None:
    """Call ``wake`` with their channels when messages are committed, until ``is_stopping``.

    Wakes all ``channels`` at first, for messages that were committed before it listened. Takes a
    connection of its own. Raises StoreUnavailableError when that is lost.
    """
    args, parameters = engine.dialect.create_connect_args(engine.url)
    parameters = {"connect_timeout": _CONNECT_WITHIN_S, "keepalives_idle": 30, **parameters}
    try:
        with psycopg.connect(*args, autocommit=True, **parameters) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            wake(channels)
            while not is_stopping():
                for each in connection.notifies(timeout=_LOOK_UP_S, stop_after=1):
                    wake(each.payload.split(","))
    except psycopg.Error as error:
        raise StoreUnavailableError(" ".join(str(error).split())) from error
