"""Listener for outbox messages that other processes commit (PostgreSQL's LISTEN/NOTIFY)."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

import psycopg
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.named_schema import notify_channel
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_STOP_CHECK_S: Final = 0.5
_CONNECT_WITHIN_S: Final = 2


def listen(
    engine: Engine,
    wake: Callable[[Iterable[str]], None],
    is_stopping: Callable[[], bool],
    channels: Collection[str] = tuple(Channel),
) -> None:
    """Call ``wake`` with the channels of newly committed messages, until ``is_stopping``.

    Wakes all ``channels`` first, for messages committed before it listened. Uses a dedicated
    connection. Raises StoreUnavailableError if the connection is lost.
    """
    args, parameters = engine.dialect.create_connect_args(engine.url)
    parameters = {"connect_timeout": _CONNECT_WITHIN_S, "keepalives_idle": 30, **parameters}
    try:
        with psycopg.connect(*args, autocommit=True, **parameters) as connection:
            connection.execute(f"LISTEN {notify_channel(engine)}")
            wake(channels)
            while not is_stopping():
                for each in connection.notifies(timeout=_STOP_CHECK_S, stop_after=1):
                    wake(each.payload.split(","))
    except psycopg.Error as error:
        raise StoreUnavailableError(" ".join(str(error).split())) from error
