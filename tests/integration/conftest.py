import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.integration.layers.topology import three_layers
from tests.support.http_client import Client
from tests.support.past_orders import past_orders as made_up
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url

_SAMPLE: Final = Path(__file__).parents[3] / "shared" / "data" / "northwind-orders.jsonl"
_MADE_UP: Final = 250

TOPOLOGIES: Final = {
    "sqlite": "sqlite_server",
    "postgresql and redis": "postgresql_server",
    "sqlite, in layers": "sqlite_layers",
    "postgresql and redis, in layers": "postgresql_layers",
}
"""The fixture of each server that the contract holds for."""

PLENTY: Final = "100000/second"
"""More than a test can ask for; the usual thousand it can."""

_IN_LAYERS_TOO: Final = frozenset(
    f"test_{what}.py"
    for what in (
        *("access", "bulk", "cancel", "concurrency", "create", "every_field", "fulfill", "get"),
        *("get_cache", "list_filters", "list_shape", "refunds"),
        *("idempotency", "idempotency_races"),
        *("incomplete_chunked_bodies", "refund_list", "refunds_due"),
        *("status", "stock", "tenancy", "texts"),
    )
)
"""The files that the calls between layers have most to do with."""

_ON_ONE: Final = frozenset(
    f"test_{what}.py"
    for what in (
        *("bad_numbers", "body_limits", "create_refusals", "hostile_headers", "list_refusals"),
        *("malformed_bodies", "paths", "raw_requests", "refund_list_refusals", "tracking_url"),
    )
)
"""The files of requests that get nowhere near a database."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each file on what it has to do with.

    All of it on all of them, which takes three times as long, is for EVERY_TOPOLOGY=1.
    """
    if os.environ.get("EVERY_TOPOLOGY") == "1":
        return
    config.hook.pytest_deselected(items=[each for each in items if _is_left_out(each)])
    items[:] = [each for each in items if not _is_left_out(each)]


def _is_left_out(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    topology = call and call.params.get("server")
    return topology in TOPOLOGIES and topology not in _topologies_of(item.path.name)


def _topologies_of(file: str) -> tuple[str, ...]:
    if file in _ON_ONE:
        return ("sqlite",)
    if file in _IN_LAYERS_TOO:
        return ("sqlite", "postgresql and redis", "postgresql and redis, in layers")
    return ("sqlite", "postgresql and redis")


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a file of its own."""
    with serving(tmp_path_factory.mktemp("server"), RATE_LIMIT=PLENTY) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("server")
    redis = redis_url()
    with (
        fresh_database() as url,
        serving(folder, url, REDIS_URL=redis, RATE_LIMIT=PLENTY) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def sqlite_layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The three layers, each a process of its own, on a file."""
    with three_layers(tmp_path_factory.mktemp("layers"), RATE_LIMIT=PLENTY) as running:
        yield running.server


@pytest.fixture(scope="session")
def postgresql_layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The three layers on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("layers")
    redis = redis_url()
    with (
        fresh_database() as url,
        three_layers(folder, url, REDIS_URL=redis, RATE_LIMIT=PLENTY) as running,
    ):
        yield running.server


@pytest.fixture(scope="session", params=TOPOLOGIES)
def server(request: pytest.FixtureRequest) -> Server:
    """A server on each of the two stacks, for every test that any server will do for.

    Each is started once: pytest would end a fixture with every file that asks for the other.
    """
    running: Server = request.getfixturevalue(TOPOLOGIES[request.param])
    return running


@pytest.fixture
def client(server: Server) -> Client:
    """A client with all scopes in a domain that no other test knows."""
    return server.client()


@pytest.fixture(scope="session", params=["made up", *(["sample"] if _SAMPLE.is_file() else [])])
def past_orders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of past orders, one document a line.

    Beside those that are made up there is the sample, where it lies beside this checkout.
    """
    if request.param == "sample":
        return _SAMPLE
    file = tmp_path_factory.mktemp("past") / "orders.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in made_up(_MADE_UP)))
    return file


@pytest.fixture
def other(server: Server) -> Client:
    """A second one, in a second domain."""
    return server.client()
