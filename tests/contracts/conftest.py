from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from seller_orders.testing.store import WholeStore
from tests.contracts.served_core import NOT_OVER_HTTP, served
from tests.contracts.stores import ENGINES, STORES, sqlite_store


@contextmanager
def core_over_http() -> Iterator[WholeStore]:
    with sqlite_store() as store, served(store) as seen:
        yield seen


SEEN = {**STORES, "sqlite, over HTTP": core_over_http}


@pytest.fixture(params=SEEN)
def store(request: pytest.FixtureRequest) -> Iterator[WholeStore]:
    """An empty store of each kind."""
    with SEEN[request.param]() as empty:
        yield empty


@pytest.fixture(params=SEEN, scope="module")
def shared_store(request: pytest.FixtureRequest) -> Iterator[WholeStore]:
    """A store for many examples, each in new domains."""
    with SEEN[request.param]() as store:
        yield store


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on an empty database of each kind."""
    with ENGINES[request.param]() as empty:
        yield empty


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests that do not apply over HTTP."""
    config.hook.pytest_deselected(items=[each for each in items if _is_otherwise_over_http(each)])
    items[:] = [each for each in items if not _is_otherwise_over_http(each)]


def _is_otherwise_over_http(item: pytest.Item) -> bool:
    return "over HTTP" in item.name and item.name.partition("[")[0] in NOT_OVER_HTTP
