from pathlib import Path

import pytest

from tests.integration.cli.transfers import DOMAIN
from tests.integration.server_process import run, sqlite_url


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, northwind: Path) -> str:
    """The URL of a database that holds the sample data; tests read it alone."""
    url = sqlite_url(tmp_path_factory.mktemp("northwind") / "orders.db")
    ended = run(url, "import", str(northwind), "--domain", DOMAIN)
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout == b""
    assert ended.stderr.decode().splitlines()[-1].startswith("830 imported, 0 already there")
    return url
