"""Listener for outbox messages that other processes commit (PostgreSQL's LISTEN/NOTIFY)."""

import logging
from collections.abc import Callable, Collection, Iterable
from time import sleep
from typing import Final

import psycopg
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.named_schema import notify_channel
from seller_orders.adapters.outbound.sql.connection.pooler_detection import is_pooled
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_STOP_CHECK_S: Final = 0.5
_READ_EVERY_S: Final = 0.05
_CONNECT_WITHIN_S: Final = 2

_log: Final = logging.getLogger("seller_orders.relay")


def listen(
    engine: Engine,
    wake: Callable[[Iterable[str]], None],
    is_stopping: Callable[[], bool],
    channels: Collection[str] = tuple(Channel),
) -> None:
    """Call ``wake`` with the channels of newly committed messages, until ``is_stopping``.

    Wakes all ``channels`` first, for messages committed before it listened. Uses a dedicated
    connection. Returns at once if that leads through a pooler, which drops notifications. Raises
    StoreUnavailableError if the connection is lost.
    """
    args, parameters = engine.dialect.create_connect_args(engine.url)
    parameters = {"connect_timeout": _CONNECT_WITHIN_S, "keepalives_idle": 30, **parameters}
    try:
        with psycopg.connect(*args, autocommit=True, **parameters) as connection:
            if is_pooled(connection):
                _log.info(
                    "the database is behind a connection pooler, so the relay polls; "
                    "set SELLER_ORDERS_LISTEN_URL to a direct URL to be notified of messages"
                )
                return
            connection.execute(f"LISTEN {notify_channel(engine)}")
            wake(channels)
            while not is_stopping():
                for each in connection.notifies(timeout=_STOP_CHECK_S, stop_after=1):
                    wake(each.payload.split(","))
                # Later notifications are read together: a woken relay waits as long as that.
                sleep(_READ_EVERY_S)
    except psycopg.Error as error:
        raise StoreUnavailableError(" ".join(str(error).split())) from error
