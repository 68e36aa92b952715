from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.integration.http_client import Client
from tests.integration.server_process import Server, serving
from tests.servers import fresh_database, redis_url

_NORTHWIND: Final = Path(__file__).parents[3] / "shared" / "data" / "northwind-orders.jsonl"


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a file of its own."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("server")
    with fresh_database() as url, serving(folder, url, REDIS_URL=redis_url()) as running:
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql and redis"])
def server(request: pytest.FixtureRequest) -> Server:
    """A server on each of the two stacks, for every test that any server will do for.

    Each is started once: pytest would end a fixture with every file that asks for the other.
    """
    name = "sqlite_server" if request.param == "sqlite" else "postgresql_server"
    running: Server = request.getfixturevalue(name)
    return running


@pytest.fixture
def client(server: Server) -> Client:
    """A client with all scopes in a domain that no other test knows."""
    return server.client()


@pytest.fixture(scope="session")
def northwind() -> Path:
    """830 orders of the past, one document a line."""
    if not _NORTHWIND.parents[1].is_dir():
        pytest.skip("the sample data is not beside this checkout")
    return _NORTHWIND


@pytest.fixture
def other(server: Server) -> Client:
    """A second one, in a second domain."""
    return server.client()
