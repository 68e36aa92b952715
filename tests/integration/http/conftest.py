from collections.abc import Iterator

import pytest

from tests.support.server_process import Server, serving
from tests.support.stored import Stored, stored_at


@pytest.fixture(scope="session")
def stored(server: Server) -> Iterator[Stored]:
    """Access to the server's database."""
    with stored_at(server.url) as opened:
        yield opened


@pytest.fixture(scope="session")
def forward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the forward-only transition rules."""
    with serving(tmp_path_factory.mktemp("forward"), TRANSITIONS="forward") as running:
        yield running
