from collections.abc import Iterator

import pytest

from tests.support.server_process import Server, serving
from tests.support.stored import Stored, stored_at


@pytest.fixture(scope="session")
def stored(server: Server) -> Iterator[Stored]:
    """A look into the database of the server."""
    with stored_at(server.url) as opened:
        yield opened


@pytest.fixture(scope="session")
def forward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose orders only go forward."""
    with serving(tmp_path_factory.mktemp("forward"), TRANSITIONS="forward") as running:
        yield running
