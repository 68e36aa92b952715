from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.webhook.receiver import Receiver, receiving
from tests.support.migrated_sqlite import migrated_file
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import sqlite_url
from tests.support.servers import fresh_database


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(migrated_file(tmp_path / "orders.db"))
    else:
        with fresh_database() as fresh:
            yield fresh


@pytest.fixture
def postgresql() -> Iterator[str]:
    """An empty PostgreSQL database for several relays."""
    with fresh_database() as fresh:
        yield fresh


@pytest.fixture
def outbox(url: str) -> OutboxRows:
    return OutboxRows(url)
