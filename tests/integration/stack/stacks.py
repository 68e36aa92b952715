"""A server on PostgreSQL and Redis, with a proxy before each to interrupt it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import make_url

from tests.support.proxy import Proxy, proxied
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url
from tests.support.time_limits import LONG, TimeLimits


@frozen
class Stack:
    """A server that reaches its database and its cache through proxies."""

    server: Server
    database: Proxy
    cache: Proxy
    database_url: str


@contextmanager
def proxied_stack(
    folder: Path, *options: str, limits: TimeLimits = LONG, **settings: Any
) -> Iterator[Stack]:
    """A stack for one test that interrupts a part of it."""
    with ExitStack() as held:
        database_url = held.enter_context(fresh_database())
        database = held.enter_context(proxied(_address(database_url)))
        cache = held.enter_context(proxied(_address(redis_url())))
        through = make_url(database_url).set(host="127.0.0.1", port=database.port, query={})
        server = held.enter_context(
            serving(
                folder,
                through.render_as_string(hide_password=False),
                options=options,
                limits=limits,
                REDIS_URL=f"redis://127.0.0.1:{cache.port}/0",
                **settings,
            )
        )
        yield Stack(server, database, cache, database_url)


def _address(url: str) -> str | tuple[str, int]:
    parts = make_url(url)
    folder = parts.query.get("host")
    if isinstance(folder, str):
        return f"{folder}/.s.PGSQL.{parts.port or 5432}"
    return str(parts.host), int(parts.port or (6379 if parts.drivername == "redis" else 5432))
