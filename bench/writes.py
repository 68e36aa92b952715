"""Cost of writes without HTTP: ``python -m bench.writes [CHECKOUT …]`` compares checkouts.

Prints milliseconds of processor time, of the client and of PostgreSQL's process together, and of
PostgreSQL's process alone, as the median of alternating rounds. Other load on the machine changes
it little. Creates include the building of the orders.
"""

import gc
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, message, order
from tests.contracts.stores import sql_store, sqlite_engine
from tests.support.servers import end_servers, fresh_database

_ROUNDS: Final = 5
_SINGLE: Final = 200
_BULK: Final = 1_000


def main(checkouts: list[str]) -> None:
    """Measure each checkout in a process of its own, in turn."""
    found = defaultdict[str, dict[str, list[float]]](lambda: defaultdict(list))
    for _ in range(_ROUNDS):
        for checkout in checkouts:
            done = subprocess.run(
                [sys.executable, str(Path(__file__).resolve()), "once"],
                cwd=checkout,
                env=os.environ | {"PYTHONPATH": checkout},
                check=True,
                stdout=subprocess.PIPE,
            )
            for line in done.stdout.decode().splitlines():
                name, _, milliseconds = line.rpartition(" ")
                found[name][checkout].append(float(milliseconds))
    for name, by_checkout in found.items():
        print(f"{name:40}", *(f"{median(by_checkout[each]):9.2f}" for each in checkouts))


def _once() -> None:
    # A collection takes 70 ms, in whichever step it is due.
    gc.disable()
    with fresh_database() as url:
        engine = open_engine(url)
        _measure("PostgreSQL", engine)
        engine.dispose()
        with sqlite_engine() as engine:
            _measure("SQLite", engine)
    end_servers()


def _measure(database: str, engine: Engine) -> None:
    store, clocks = sql_store(engine), {"": process_time}
    if engine.dialect.name == "postgresql":
        server = server_time(engine)
        clocks = {"": lambda: process_time() + server(), ", server": server}
    keep(store, *(order(f"first-{n}") for n in range(20)))
    for is_measured in (False, True):
        # The first pass compiles and prepares the statements. Plans fit the rows that there are.
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        gc.collect()
        for name, step in _steps(store, is_measured).items():
            before = {part: seconds() for part, seconds in clocks.items()}
            step()
            for part, seconds in clocks.items() if is_measured else ():
                taken = (seconds() - before[part]) * 1000
                print(f"{database}: {name}{part} {taken:.2f}", flush=True)


def _steps(store: WholeStore, is_measured: bool) -> dict[str, Callable[[], None]]:
    single = [f"one-{is_measured}-{n}" for n in range(_SINGLE)]
    bulk = [f"many-{is_measured}-{n}" for n in range(_BULK)]
    return {
        f"{_SINGLE} creates": lambda: _each(single, lambda each: keep(store, order(each))),
        f"{_SINGLE} status changes": lambda: _each(single, lambda each: _move(store, [each])),
        f"create {_BULK} in bulk": lambda: keep(store, *map(order, bulk)),
        f"change {_BULK} in bulk": lambda: _move(store, bulk),
        f"record {_BULK} messages": lambda: post(store, *map(message, bulk)),
    }


def _each(order_ids: list[str], step: Callable[[str], None]) -> None:
    for order_id in order_ids:
        step(order_id)


def _move(store: WholeStore, order_ids: list[str]) -> None:
    with store.begin("dom_1") as tx:
        found = tx.orders.get_many("dom_1", order_ids).values()
        changed = [each.move_to(OrderStatus.CONFIRMED, change(each.version + 1)) for each in found]
        tx.orders.save(*changed)
        tx.commit()


def server_time(engine: Engine) -> Callable[[], float]:
    """Return a clock of the server's process, whose single connection is idle."""
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    schedule = Path(f"/proc/{pid}/schedstat")
    return lambda: int(schedule.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    _once() if sys.argv[1:] == ["once"] else main(sys.argv[1:] or [str(Path.cwd())])
