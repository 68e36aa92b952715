"""Duration of changes to huge orders: ``python -m bench.huge_orders [--profile]``.

One order has 10,000 timeline entries, another 8,000 lines. One process and thread changes them on
SQLite and on PostgreSQL. Each figure is the median of the rounds, each with an Idempotency-Key.
"""

import sys
from collections.abc import Callable, Iterator
from cProfile import Profile
from pstats import Stats
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from typing import Any, Final
from uuid import uuid4

import msgspec
from sqlalchemy import Engine, create_engine, func, select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import stack
from bench.direct_calls import discarded_log
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.bootstrap import web_app
from seller_orders.settings import Settings
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.servers import as_administrator

_DOMAIN: Final = "dom_huge"
_ENTRIES: Final = 10_000
_LINES: Final = 8_000
_ROUNDS: Final = 15
_SHOWN: Final = 25
_STATUSES: Final = ("processing", "confirmed")


def main(is_profiled: bool) -> None:
    """Measure on both databases."""
    with stack.migrated_databases() as databases, NamedTemporaryFile(suffix=".jsonl") as orders:
        orders.write(b"\n".join(map(msgspec.json.encode, _orders())))
        orders.flush()
        for name, url in databases.items():
            stack.run(url, "import", orders.name, "--domain", _DOMAIN)
            _measure(name, url, is_profiled)


def _orders() -> Iterator[dict[str, Any]]:
    yield _order("long", 2, _ENTRIES)
    yield _order("wide", _LINES, 1)


def _order(id: str, lines: int, entries: int) -> dict[str, Any]:
    at = "2026-11-01T10:00:00Z"
    return {
        "order_id": id,
        "order_number": id,
        "store_id": "web",
        "currency": "INR",
        "created_at": at,
        "version": entries,
        "customer": {"id": "cus_1", "name": "Anjali Patel"},
        "shipping_total": 0,
        "tax_total": 0,
        "discount_total": 0,
        "payment": {"status": "paid", "method": "card", "amount_paid": 10 * lines * 1_000},
        "items": [
            {
                "id": f"line_{number}",
                "product_id": f"prd_{number}",
                "sku": uuid4().hex[:12],
                "name": f"Product {number}",
                "quantity": 1_000,
                "selling_price": 10,
            }
            for number in range(lines)
        ],
        "timeline": [
            {
                "id": f"evt_{uuid4()}",
                "type": "order.fulfillment_updated",
                "at": at,
                "by": "carrier:swift",
                "version": number + 1,
                "data": {"fulfillment_id": "ful_1", "reported": "in_transit", "occurred_at": at},
            }
            for number in range(entries)
        ],
    }


def _measure(database: str, url: str, is_profiled: bool) -> None:
    key = stack.key(url, _DOMAIN)
    settings = Settings.of({"SELLER_ORDERS_DATABASE_URL": url})
    app = web_app(settings, Layers.ALL, is_only_writer=True, relay=False, is_draining=lambda: False)
    with_buffered_bodies(app)

    def sent(method: str, path: str, body: Any, idempotency_key: str) -> bytes:
        request = EnvironBuilder(
            f"/merchant/api/v1/domains/{_DOMAIN}/orders/{path}",
            method=method,
            json=body,
            headers=[("Authorization", f"Bearer {key}"), ("Idempotency-Key", idempotency_key)],
        )
        answer, status, _ = run_wsgi_app(app, request.get_environ())
        if not status.startswith("20"):
            raise SystemExit(f"answered {status}")
        return b"".join(answer)

    def status_of(order: str) -> Callable[[int], bytes]:
        return lambda n: sent(
            "PATCH", f"{order}/status", {"status": _STATUSES[n % 2]}, f"{order}{n}"
        )

    def fulfillment_of(order: str) -> Callable[[int], bytes]:
        one = {"items": [{"id": "line_1", "quantity": 1}]}
        return lambda n: sent("POST", f"{order}/fulfillments", one, f"{order}-ful{n}")

    engine = create_engine(as_administrator(url) if database == "PostgreSQL" else url)
    for order, name in ("long", f"{_ENTRIES:,} entries"), ("wide", f"{_LINES:,} lines"):
        for kind, change in ("status", status_of(order)), ("fulfillment", fulfillment_of(order)):
            profile = Profile()
            with discarded_log():
                rounds = [_milliseconds(change, each) for each in range(_ROUNDS)]
                if is_profiled:
                    profile.enable()
                    change(_ROUNDS)
                    profile.disable()
                answer = change(_ROUNDS + 1)
            took, at_work = (median(each) for each in zip(*rounds, strict=True))
            print(
                f"{database:10} {name:14} {kind:11} {took:6.1f} ms, {at_work:.1f} at work, "
                f"fastest {min(rounds)[0]:.1f}; answer {len(answer) // 1024:,} KiB, "
                f"kept {_kept_kib(engine):,} KiB"
            )
            if is_profiled:
                Stats(profile).sort_stats("cumtime").print_stats(_SHOWN)


def _kept_kib(engine: Engine) -> int:
    with engine.connect() as connection:
        size = select(func.max(func.length(idempotency_keys.c.answer)))
        return int(connection.execute(size).scalar_one()) // 1024


def _milliseconds(change: Callable[[int], bytes], number: int) -> tuple[float, float]:
    """Return the duration of a change, and the processor time of this process."""
    begun, worked = perf_counter(), process_time()
    change(number)
    return (perf_counter() - begun) * 1e3, (process_time() - worked) * 1e3


if __name__ == "__main__":
    main("--profile" in sys.argv)
