from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.contracts.stores import ENGINES, STORES, Store


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, of each kind in turn."""
    with STORES[request.param](tmp_path) as empty:
        yield empty


@pytest.fixture(params=STORES, scope="module")
def shared_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store for many examples, each of which has domains of its own."""
    with STORES[request.param](tmp_path_factory.mktemp("shared")) as store:
        yield store


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database, of each kind in turn."""
    with ENGINES[request.param](tmp_path) as empty:
        yield empty
