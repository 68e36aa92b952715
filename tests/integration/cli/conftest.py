from pathlib import Path

import pytest

from tests.integration.cli.import_export import DOMAIN
from tests.support.server_process import run, sqlite_url


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, past_orders: Path) -> str:
    """The URL of a database with the past orders; tests only read it."""
    url = sqlite_url(tmp_path_factory.mktemp("filled") / "orders.db")
    ended = run(url, "import", str(past_orders), "--domain", DOMAIN)
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout == b""
    count = len(past_orders.read_bytes().splitlines())
    assert ended.stderr.decode().splitlines()[-1].startswith(f"{count} imported, 0 already there")
    return url
