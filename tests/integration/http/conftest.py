from collections.abc import Iterator

import pytest

from tests.support.domain_rows import DomainRows
from tests.support.server_process import Server, serving


@pytest.fixture(scope="session")
def stored(server: Server) -> DomainRows:
    """Access to the server's database."""
    return server.stored


@pytest.fixture(scope="session")
def forward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the forward-only transition rules, which scripts of two origins may call."""
    origins = "https://shop.example, http://[::1]:3000"
    folder = tmp_path_factory.mktemp("forward")
    with serving(folder, TRANSITIONS="forward", CORS_ORIGINS=origins) as running:
        yield running
