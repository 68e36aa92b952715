"""Hostile lines of an import: each is reported by itself, on SQLite and PostgreSQL."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import make_url

from tests.integration.cli.import_export import database, exact_lines, exported, imported
from tests.support import order_requests
from tests.support.server_process import succeed
from tests.support.servers import bare_database, fresh_database

SECRET: Final = "Zelda Marker"
PLACE: Final = "XXPLACEXX"


def line(order_id: str, **changes: Any) -> str:
    return json.dumps(
        order_requests.order_document(order_id=order_id, order_number=order_id, **changes)
    )


def entry(**changes: Any) -> dict[str, Any]:
    known = {"id": "evt_1", "type": "order.created", "by": "me", "version": 1}
    return {**known, "at": "2026-01-01T00:00:00Z", **changes}


def refund(id: str) -> dict[str, Any]:
    made = {"amount": 1, "status": "succeeded", "created_at": "2026-01-01T00:00:00Z"}
    return {"id": id, **made}


def with_timeline(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"timeline": list(entries)}


def with_refunds(*ids: str) -> dict[str, Any]:
    return {
        "payment": order_requests.order_document()["payment"] | {"refunds": list(map(refund, ids))}
    }


def with_fulfillments(*ids: str) -> dict[str, Any]:
    shipped = [{"id": id, "items": [{"id": "iid_001", "quantity": 1}]} for id in ids]
    return {"fulfillments": shipped}


BAD: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a long from": (with_timeline(entry(**{"from": "x" * 21})), ""),
    "a long to": (with_timeline(entry(to="x" * 21)), ""),
    "a NUL in from": (with_timeline(entry(**{"from": "a\0"})), ""),
    "a NUL in a note": (with_timeline(entry(note="a\0")), ""),
    "a NUL in notified": (with_timeline(entry(notified=["a\0"])), ""),
    "a NUL in a key of data": (with_timeline(entry(data={"a\0": 1})), ""),
    "a NUL deep in data": (with_timeline(entry(data={"a": [{"b": "\0"}]})), ""),
    "a huge exponent in data": (with_timeline(entry(data={"a": PLACE})), "1e200000"),
    "a tiny exponent in data": (with_timeline(entry(data={"a": PLACE})), "1e-200000"),
    "65 bits in data": (with_timeline(entry(data={"a": PLACE})), str(2**63)),
    "a million digits in data": (with_timeline(entry(data={"a": PLACE})), "9" * 1_000_000),
    "an entry twice": (with_timeline(entry(), entry(version=1)), ""),
    "a refund twice": (with_refunds("rfd_1", "rfd_1"), ""),
    "a fulfillment twice": (with_fulfillments("ful_1", "ful_1"), ""),
    "a line twice": ({"items": [order_requests.line_document("iid_001", "Tea", 1, 10)] * 2}, ""),
    "a price with a huge exponent": ({"tax_total": PLACE}, "1e200000"),
    "a quantity of 65 bits": ({"items": [order_requests.line_document("i", "Tea", 2**64, 10)]}, ""),
    "a name too long": ({"customer": {"id": "cus_1", "name": SECRET * 30}}, ""),
    "a NUL in a name": ({"customer": {"id": "cus_1", "name": SECRET + "\0"}}, ""),
}


def bad_line(n: int, changes: dict[str, Any], raw: str) -> str:
    customer = {"customer": {"id": "cus_1", "name": SECRET, "email": f"{SECRET}@example.com"}}
    return line(f"bad_{n}", **(customer | changes)).replace(f'"{PLACE}"', raw)


def lines() -> list[str]:
    """A good line before each bad one, and one after them all."""
    pairs = [(line(f"good_{n}"), bad_line(n, *bad)) for n, bad in enumerate(BAD.values())]
    return [each for pair in pairs for each in pair] + [line("good_last")]


def test_each_bad_line_is_reported_on_both_databases(tmp_path: Path):
    with fresh_database() as postgresql:
        told = {}
        for url in (database(tmp_path), postgresql):
            status, told[url] = imported(url, "\n".join(lines()))
            kept = {order["order_id"] for order in exact_lines(exported(url))}
            assert kept == {"good_last", *(f"good_{n}" for n in range(len(BAD)))}
            assert status == 1

    sqlite, on_postgresql = told.values()
    assert sqlite == on_postgresql
    assert [each.partition(":")[0] for each in sqlite[:-1]] == [
        f"line {2 * n + 2}" for n in range(len(BAD))
    ]
    assert SECRET not in "\n".join(sqlite)


def refuse_on_sqlite(url: str) -> None:
    with closing(sqlite3.connect(str(make_url(url).database))) as connection:
        connection.execute(
            "CREATE TRIGGER odd BEFORE INSERT ON orders WHEN NEW.note = 'refuse' "
            "BEGIN SELECT RAISE(ABORT, 'odd'); END"
        )


def refuse_on_postgresql(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE orders ADD CONSTRAINT odd CHECK (note <> 'refuse')")


@pytest.mark.parametrize(
    ("kind", "refuse"), [("sqlite", refuse_on_sqlite), ("postgresql", refuse_on_postgresql)]
)
def test_a_database_error_affects_one_line_only(
    tmp_path: Path, kind: str, refuse: Callable[[str], None]
):
    secret = {"customer": {"id": "cus_1", "name": SECRET}, "note": "refuse"}
    seven = [line(f"ord_{n}", **(secret if n == 3 else {})) for n in range(7)]
    with bare_database() as postgresql:
        url = database(tmp_path) if kind == "sqlite" else postgresql
        succeed(url, "migrate")
        refuse(url)

        status, said = imported(url, "\n".join(seven))
        kept = [order["order_id"] for order in exact_lines(exported(url))]

    assert kept == ["ord_0", "ord_1", "ord_2", "ord_4", "ord_5", "ord_6"]
    assert (status, len(said)) == (1, 2)
    assert said[0].startswith("line 4: The database rejected the order: ")
    assert said[1] == "6 imported, 0 already there, 1 failed"
    assert SECRET not in said[0]
