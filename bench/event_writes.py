"""Processor time of an event: in the outbox, in the log, and in the log with a reading consumer.

``python -m bench.event_writes`` records events one a transaction. The outbox's are then claimed and
finished in batches, as a relay does. Client and server count; the server is its one backend.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import process_time

from sqlalchemy import Engine

from seller_orders.application.outbox_messages import Channel
from seller_orders.testing.outbox_steps import drain, post
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import message
from tests.contracts.stores import ENGINES, sql_store
from tests.support.servers import end_servers

_EVENTS = 3_000
_ROUNDS = 3


def main() -> None:
    """Print the microseconds of processor time an event, the least of some rounds."""
    try:
        for name, open_store in ENGINES.items():
            with open_store() as engine:
                _measure(name, engine)
    finally:
        end_servers()


def _measure(name: str, engine: Engine) -> None:
    store = sql_store(engine)
    for channel in (Channel.PAYMENT, Channel.EVENT):
        spent = [_spent(engine, partial(_run, store, channel, n)) for n in range(_ROUNDS)]
        where = "log" if channel is Channel.EVENT else "outbox"
        print(f"{name:10} {where:6} {min(spent) / _EVENTS * 1e6:6.0f} us an event")


def _run(store: WholeStore, channel: Channel, round_: int) -> None:
    for n in range(_EVENTS):
        id = f"{channel}_{round_}_{n}"
        post(store, message(id, order_id=f"ord_{n}", channel=channel))
    if channel is not Channel.EVENT:
        assert len(drain(store, 60, channel)) == _EVENTS


def _spent(engine: Engine, run: Callable[[], None]) -> float:
    with _backends(engine) as before:
        began = process_time()
        run()
        client = process_time() - began
    return client + before["spent"]


@contextmanager
def _backends(engine: Engine) -> Iterator[dict[str, float]]:
    found = {"spent": 0.0}
    if engine.dialect.name != "postgresql":
        yield found
        return
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    began = _processor_s(pid)
    yield found
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() == pid
    found["spent"] = _processor_s(pid) - began


def _processor_s(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
