"""Reference of the benchmark: bare Flask routes on hand-written SQL through psycopg.

It reads, locks, writes and returns the same as the product, but checks no rules. The benchmark runs
it: ``python -m bench.reference PORT WORKERS POSTGRESQL_URL REDIS_URL``.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import LifoQueue
from typing import Any, Final
from uuid import uuid4

import psycopg
import redis
from flask import Flask, Response, request
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from psycopg.types.json import Json

_SQL: Final = {file.stem: file.read_text() for file in (Path(__file__).parent / "sql").glob("*")}
_CONNECTIONS: Final = 16
_PAGE: Final = 20


class Database:
    """A LIFO pool of connections."""

    def __init__(self, url: str) -> None:
        self._free: LifoQueue[psycopg.Connection[Any]] = LifoQueue()
        for _ in range(_CONNECTIONS):
            self._free.put(psycopg.connect(url, autocommit=True, prepare_threshold=1))

    def close(self) -> None:
        """Close the free connections."""
        while not self._free.empty():
            self._free.get().close()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """Borrow a connection that commits each statement."""
        held = self._free.get()
        try:
            yield held
        finally:
            self._free.put(held)

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """Borrow a connection for one transaction."""
        with self.connection() as held, held.transaction():
            yield held


def create_app(database: Database, cache: redis.Redis) -> Flask:
    """Return the app."""
    app = Flask("reference")
    constant: dict[str, bytes] = {}

    @app.get("/<domain>/memory/<order_id>")
    def memory(domain: str, order_id: str) -> Response:
        if order_id not in constant:
            with database.connection() as sql:
                constant[order_id] = _detail(sql, domain, order_id)
        return _json(constant[order_id])

    @app.get("/<domain>/redis/<order_id>")
    def cached(domain: str, order_id: str) -> Response:
        body = cache.get(f"reference:{domain}:{order_id}")
        if body is None:
            with database.connection() as sql:
                body = _detail(sql, domain, order_id)
            cache.set(f"reference:{domain}:{order_id}", body)
        return _json(body)

    @app.get("/<domain>/orders/<order_id>")
    def detail(domain: str, order_id: str) -> Response:
        with database.connection() as sql:
            return _json(_detail(sql, domain, order_id))

    @app.get("/<domain>/orders")
    def listed(domain: str) -> Response:
        after = request.args.get("after")
        total = None
        with database.connection() as sql:
            if after is None:
                total = sql.execute(_SQL["count"], {"domain": domain}).fetchone()[0]  # type: ignore[index]
            created_at, _, order_id = (after or "infinity/").partition("/")
            place = {"domain": domain, "at": created_at, "order_id": order_id, "limit": _PAGE + 1}
            rows = sql.execute(_SQL["list"], place).fetchall()
        more = f"{rows[_PAGE - 1][0]}/{rows[_PAGE - 1][1]}" if len(rows) > _PAGE else None
        orders = [row[2] for row in rows[:_PAGE]]
        return _json(json.dumps({"orders": orders, "next": more, "total": total}))

    @app.patch("/<domain>/orders/<order_id>/status")
    def status(domain: str, order_id: str) -> Response:
        given = {**_change(domain, order_id), "to": request.json["status"]}
        with database.transaction() as sql:
            sql.execute(_SQL["lock"], given)
            sql.execute(_SQL["status"], given)
            return _json(_detail(sql, domain, order_id))

    @app.post("/<domain>/orders/<order_id>/fulfillments")
    def fulfil(domain: str, order_id: str) -> Response:
        asked = request.get_json()
        (item,) = asked["items"]
        given = _change(domain, order_id) | {
            "id": f"ful_{uuid4().hex}",
            "items": Json(asked["items"]),
            "method": asked["shipping_method"],
            "line": item["id"],
            "quantity": item["quantity"],
        }
        with database.transaction() as sql:
            sql.execute(_SQL["lock"], given)
            sql.execute(_SQL["fulfil_line"], given)
            sql.execute(_SQL["fulfil"], given)
            return _json(_detail(sql, domain, order_id), 201)

    @app.post("/<domain>/orders/<order_id>/cancel")
    def cancel(domain: str, order_id: str) -> Response:
        given = _change(domain, order_id) | {
            "refund": f"ref_{uuid4().hex}",
            "reason": request.json["reason"],
        }
        with database.transaction() as sql:
            sql.execute(_SQL["lock"], given)
            sql.execute(_SQL["cancel"], given)
            return _json(_detail(sql, domain, order_id))

    @app.patch("/<domain>/orders/bulk")
    def bulk(domain: str) -> Response:
        asked = request.get_json()
        given = {"domain": domain, "ids": asked["order_ids"], "to": asked["data"]["status"]}
        with database.transaction() as sql:
            sql.execute(_SQL["bulk_lock"], given)
            updated = [order_id for (order_id,) in sql.execute(_SQL["bulk"], given)]
        return _json(json.dumps({"updated": updated, "failed": []}))

    return app


def _change(domain: str, order_id: str) -> dict[str, Any]:
    return {"domain": domain, "order_id": order_id, "event": f"evt_{uuid4().hex}"}


def _detail(sql: psycopg.Connection[Any], domain: str, order_id: str) -> bytes:
    row = sql.execute(_SQL["detail"], {"domain": domain, "order_id": order_id}).fetchone()
    return str(row[0]).encode()  # type: ignore[index]


def _json(body: bytes | str, status: int = 200) -> Response:
    return Response(body, status, content_type="application/json")


def _load(database_url: str, redis_url: str) -> Flask:
    return create_app(Database(database_url), redis.Redis.from_url(redis_url))


def main(port: str, workers: str, database_url: str, redis_url: str) -> None:
    """Serve with the server settings of the product."""
    server = Granian(
        "reference",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=64,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=65_000, max_buffer_size=32 * 1024),
    )
    load = partial(_load, database_url, redis_url)
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
