from collections.abc import Iterator

import pytest

from tests.integration.server_process import Server
from tests.integration.stored import Stored, stored_at


@pytest.fixture(scope="session")
def stored(server: Server) -> Iterator[Stored]:
    """A look into the database of the server."""
    with stored_at(server.url) as opened:
        yield opened
