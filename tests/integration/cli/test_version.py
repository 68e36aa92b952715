from importlib.metadata import version
from pathlib import Path

from tests.integration.cli.import_export import database
from tests.support.server_process import succeed


def test_version_prints_the_installed_release(tmp_path: Path):
    printed = succeed(database(tmp_path), "--version").decode()

    assert printed == f"seller-orders, version {version('seller-orders')}\n"
